import { Check } from './check';
import { CHECKS } from './checks';
import { LintFinding, LintSeverity } from './lint-finding';
import { LintReport } from './lint-report';
import { LintRule } from './lint-rule';
import { Problem } from './problem';
import { LintCode, REGISTRY, entryOf } from './registry';
import { Scene } from './scene';
import { assertNew, guardDoors } from '../doors/door';
import { Fault } from '../fault';
import { nameOf } from '../istio/kubernetes-object';
import { ACCEPT } from '../istio/own-names';
import { assertIstioVersion } from '../istio/proxy-releases';
import { fieldText } from '../manifests/field-path';
import { Manifests } from '../manifests/manifests';
import { lineOf } from '../manifests/source-place';

/** Which checks are made, and what the manifests do not show. */
export interface LinterOptions {
  /**
   * Codes of checks that are left out. A single finding is better accepted by an annotation on its object, which says why:
   * `cdk8s-istio-source-ip/accept.<code>: <reason>`.
   * @default - none
   */
  readonly ignore?: string[];

  /**
   * Version of Istio of the gateways' proxies: releases read some requests differently, and have other fields.
   * @default - as the images of pods, istiod's Deployment, an IstioOperator or Sail's Istio among the manifests show it; what no manifest shows is
   * not certain
   */
  readonly istioVersion?: string;
}

const CODES = Object.keys(REGISTRY);
const SEVERITIES = [LintSeverity.ERROR, LintSeverity.WARNING, LintSeverity.INFO];

/** Checks manifests, whoever wrote them, for what gives a gateway the wrong client address, or lets somebody in who should not. */
export class Linter {
  /** All checks that there are, sorted by code. */
  public static rules(): LintRule[] {
    return CHECKS.map(({ code }) => ({ code, ...entryOf(code) }));
  }

  private readonly checks: readonly Check[];
  private readonly istioVersion?: string;

  /**
   * A linter.
   *
   * A code that no check has is the error `unknown-check`, and what is not a version of Istio the error `istio-version`.
   *
   * @param options Which checks it makes, and for which Istio.
   */
  public constructor(options: LinterOptions = {}) {
    assertNew('Linter', options);
    const ignored = options.ignore ?? [];
    const unknown = ignored.find(code => !CODES.includes(code));
    if (unknown !== undefined) {
      throw new Fault('unknown-check', {
        what: `there is no check "${unknown}"`,
        why: 'leaving it out changes nothing, and a mistyped code hides what was meant',
        instead: `write one of ${CODES.join(', ')}`,
      });
    }
    this.istioVersion = options.istioVersion;
    if (options.istioVersion !== undefined) assertIstioVersion(options.istioVersion);
    this.checks = CHECKS.filter(({ code }) => !ignored.includes(code));
  }

  /**
   * Makes all checks.
   *
   * @param manifests The manifests. The more is among them (Deployment, Service, mesh configuration), the more is certain.
   */
  public lint(manifests: Manifests): LintReport {
    const inDefault = manifests._inDefault?.();
    const certain = inDefault && new Set(this.find(inDefault).map(({ finding }) => placeOf(finding)));
    const found = this.find(manifests).map(one => !certain || certain.has(placeOf(one.finding)) ? one : lessCertain(one));
    const findings = found.filter(({ isAccepted }) => !isAccepted).map(({ finding }) => finding);
    const accepted = found.filter(({ isAccepted }) => isAccepted).map(({ finding }) => finding);
    return new LintReport(sorted(findings), sorted(accepted), manifests.notes, manifests.unread);
  }

  private find(manifests: Manifests): Found[] {
    const scene = new Scene(manifests._withProxies(this.istioVersion));
    return this.checks.flatMap(check => [...check.find(scene)].map(problem => {
      const reason = problem.object.annotations[ACCEPT + check.code]?.trim();
      return { finding: { ...findingOf(check.code, problem), ...reason ? { why: reason } : {} }, isAccepted: !!reason };
    }));
  }
}

interface Found {
  readonly finding: LintFinding;
  /** By an annotation of its object. */
  readonly isAccepted: boolean;
}

/** What stays the same in whichever namespace an object is. */
function placeOf({ code, origin, line, field }: LintFinding): string {
  return `${code} ${origin}:${line} ${field}`;
}

/** What holds only where objects without a namespace are in the one that was guessed: no error. */
function lessCertain({ finding, isAccepted }: Found): Found {
  const severity = finding.severity === LintSeverity.ERROR ? LintSeverity.WARNING : finding.severity;
  return { finding: { ...finding, severity, what: `${finding.what}, if objects without a namespace are where the others are` }, isAccepted };
}

guardDoors('Linter', Linter);

function findingOf(code: LintCode, { object, path, what, ...own }: Problem): LintFinding {
  const { severity, why, remedy } = entryOf(code);
  return {
    code,
    severity: own.severity ?? severity,
    object: object.name ? nameOf(object) : object.kind,
    origin: object.origin,
    ...object.place ? { line: lineOf(object.place, path) } : {},
    field: fieldText(path),
    what,
    why: own.why ?? why,
    instead: own.instead ?? remedy,
  };
}

/** By severity, then by place, and else in the order of the checks. */
function sorted(findings: readonly LintFinding[]): LintFinding[] {
  const key = ({ origin, line = 0 }: LintFinding) => `${origin} ${String(line).padStart(9, '0')}`;
  const place = (a: LintFinding, b: LintFinding) => key(a) < key(b) ? -1 : Number(key(a) > key(b));
  return [...findings].sort((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || place(a, b));
}
