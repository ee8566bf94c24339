// The suites by the names of their outermost `describe`, in the order in which they are told, and what each shows.
const WHAT = {
  'Admission': 'Every example: server-side apply with the webhooks on, `istioctl validate` and `analyze`, no drift in `kubectl diff`; the IstioOperator document of every topology',
  'Traffic': 'Every example as a table of requests: who gets in, which client address and X-Forwarded-For the application sees',
  'No bypass': 'Forged headers and spellings against every kind of list after every kind of proxy, with a second team on the same pods, missing routes and names that are used twice: nobody gets in who is not listed, and everybody who is listed does',
  'Seeds as written': "The web's own recipes, unchanged: their known failures show",
  'East-west': 'Callers inside the mesh, REDIRECT and TPROXY, externalTrafficPolicy Cluster and Local',
  'Guard': 'What keeps everyone but the load balancer away',
  'Other teams': 'Gateways, ListenerSets and routes of other namespaces on the same pods: what lists and guards cover there, and what they do not',
  'Ways to install': 'Gateway API, Helm chart, Argo CD Application, IstioOperator: the same answers to the same requests as from our own Deployment; Sail',
  'Argo CD': "Argo CD's own application controller and repository server sync every example, a gateway that Helm owns, a list of 50,000, a rollout of PROXY, and lists that change while clients keep coming",
  'Turning PROXY on': 'At a load balancer in use, with traffic through all phases and after each object: no request fails, and nobody forges a header',
  'Long list': 'A list in several objects: who gets in by each, what a change touches, and what happens until all of them have come',
  'Upgrade': 'From pods without the label that carries their namespace, in two commits',
  'Mutations': 'Deliberate faults in the manifests: each makes "No bypass" fail',
  'Load balancer controllers': "AWS' cloud provider (in front of a played AWS) and MetalLB read the Services of every use and way to install: what they build is what is declared; deliberate faults are seen",
  'Differential': 'Random policies and requests, some malformed, and the bypasses that lint names: `trace` says what Envoy does',
  'Parity': "100,000 texts are addresses, and 1,000 lists as short, as Go's `net/netip` and `netipx` say",
};

module.exports = { WHAT, SUITES: Object.keys(WHAT) };
