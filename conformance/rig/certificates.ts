import { existsSync, mkdirSync, readFileSync } from 'fs';
import { Manifest } from './kubernetes';
import { RIG, run } from './programs';

/** Files, PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

const FOLDER = `${RIG}/certificates`;

/** Where certificate() writes it. */
export function certificateFiles(name: string): Certificate {
  const file = `${FOLDER}/${name.replace(/[^\w.-]/g, '_')}`;
  return { cert: `${file}.pem`, key: `${file}.key` };
}

/** A certificate made for this run, signed by `issuer` or by itself; with a URI, such as `spiffe://…`. */
export async function certificate(name: string, issuer?: Certificate, uri?: string): Promise<Certificate> {
  mkdirSync(FOLDER, { recursive: true });
  const made = certificateFiles(name);
  if (!existsSync(made.cert)) {
    await run('openssl', [
      'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2', '-subj', `/CN=${name.replace(/[^\w.-]/g, '_').slice(0, 60)}`,
      ...(issuer ? ['-CA', issuer.cert, '-CAkey', issuer.key, '-addext', 'basicConstraints=critical,CA:FALSE'] : []),
      ...(uri ? ['-addext', `subjectAltName=URI:${uri}`] : []),
      '-keyout', made.key, '-out', made.cert,
    ]);
  }
  return made;
}

/** The Secret that `credentialName` names; with a CA also what `caCertCredentialName` names. */
export function secret(namespace: string, name: string, { cert, key }: Certificate): Manifest {
  const pem = (file: string) => readFileSync(file).toString('base64');
  return { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: { name, namespace }, data: { 'tls.crt': pem(cert), 'tls.key': pem(key) } };
}

export function caSecret(namespace: string, name: string, ca: Certificate): Manifest {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, data: { 'ca.crt': readFileSync(ca.cert).toString('base64') } };
}
