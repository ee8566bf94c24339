// cloud-aws runs the service controller of AWS' cloud provider on an API server. AWS itself is played (vpc.go, classic.go, network.go);
// what the controller has built there is served as JSON, by Service.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"net/http"
	"sync"

	"github.com/aws/aws-sdk-go-v2/credentials/stscreds"
	v1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/clientcmd"
	cloudprovider "k8s.io/cloud-provider"
	aws "k8s.io/cloud-provider-aws/pkg/providers/v1"
	"k8s.io/cloud-provider-aws/pkg/providers/v1/config"
	"k8s.io/cloud-provider-aws/pkg/providers/v1/iface"
	"k8s.io/cloud-provider/controllers/service"
	"k8s.io/component-base/featuregate"
	controllersmetrics "k8s.io/component-base/metrics/prometheus/controllers"
	"k8s.io/klog/v2"
)

const (
	zone    = "us-east-1a"
	cluster = "conformance"
)

// account is the played AWS.
type account struct {
	*vpc
	*classicBalancers
	*networkBalancers
}

func (a account) Compute(context.Context, string, *stscreds.AssumeRoleProvider) (iface.EC2, error) {
	return a.vpc, nil
}

func (a account) LoadBalancing(context.Context, string, *stscreds.AssumeRoleProvider) (aws.ELB, error) {
	return a.classicBalancers, nil
}

func (a account) LoadBalancingV2(context.Context, string, *stscreds.AssumeRoleProvider) (aws.ELBV2, error) {
	return a.networkBalancers, nil
}

func (a account) Metadata(context.Context) (config.EC2Metadata, error) { return nil, nil }

func (a account) KeyManagement(context.Context, string, *stscreds.AssumeRoleProvider) (aws.KMS, error) {
	return nil, nil
}

func main() {
	kubeconfig := flag.String("kubeconfig", "", "of the API server")
	address := flag.String("listen", "127.0.0.1:9440", "where what is built is served")
	klog.InitFlags(nil)
	flag.Parse()
	runtime.ReallyCrash = true

	a := account{vpc: newVpc()}
	a.classicBalancers = newClassicBalancers(a.vpc)
	a.networkBalancers = newNetworkBalancers(a.vpc)

	cfg := config.CloudConfig{}
	cfg.Global.Zone = zone
	cfg.Global.VPC = vpcID
	cfg.Global.SubnetID = subnetID
	cfg.Global.KubernetesClusterID = cluster
	cloud, err := aws.NewAWSCloud(cfg, a)
	must(err)

	restConfig, err := clientcmd.BuildConfigFromFlags("", *kubeconfig)
	must(err)
	restConfig.QPS, restConfig.Burst = 200, 400
	client, err := kubernetes.NewForConfig(restConfig)
	must(err)
	factory := informers.NewSharedInformerFactory(client, 0)
	cloud.Initialize(clients{restConfig}, nil)
	cloud.SetInformers(factory)
	balancers, _ := cloud.LoadBalancer()
	serial := &oneAtATime{LoadBalancer: balancers}
	controller, err := service.New(cloudOf{cloud, serial}, client, factory.Core().V1().Services(), factory.Core().V1().Nodes(), cluster, featuregate.NewFeatureGate())
	must(err)

	ctx := context.Background()
	factory.Start(ctx.Done())
	go controller.Run(ctx, 1, controllersmetrics.NewControllerManagerMetrics("cloud-aws"))

	must(http.ListenAndServe(*address, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		serial.Lock()
		defer serial.Unlock()
		must(json.NewEncoder(w).Encode(a.built()))
	})))
}

// oneAtATime keeps the played AWS from being read while a load balancer is half built.
type oneAtATime struct {
	cloudprovider.LoadBalancer
	sync.Mutex
}

func (o *oneAtATime) EnsureLoadBalancer(
	ctx context.Context, cluster string, of *v1.Service, nodes []*v1.Node,
) (*v1.LoadBalancerStatus, error) {
	o.Lock()
	defer o.Unlock()
	return o.LoadBalancer.EnsureLoadBalancer(ctx, cluster, of, nodes)
}

func (o *oneAtATime) UpdateLoadBalancer(ctx context.Context, cluster string, of *v1.Service, nodes []*v1.Node) error {
	o.Lock()
	defer o.Unlock()
	return o.LoadBalancer.UpdateLoadBalancer(ctx, cluster, of, nodes)
}

type cloudOf struct {
	cloudprovider.Interface
	balancers cloudprovider.LoadBalancer
}

func (c cloudOf) LoadBalancer() (cloudprovider.LoadBalancer, bool) { return c.balancers, true }

type clients struct{ config *rest.Config }

func (c clients) Config(string) (*rest.Config, error) { return c.config, nil }
func (c clients) ConfigOrDie(string) *rest.Config     { return c.config }
func (c clients) Client(string) (kubernetes.Interface, error) {
	return kubernetes.NewForConfig(c.config)
}
func (c clients) ClientOrDie(string) kubernetes.Interface {
	return kubernetes.NewForConfigOrDie(c.config)
}

func must(err error) {
	if err != nil {
		klog.Fatal(err)
	}
}
