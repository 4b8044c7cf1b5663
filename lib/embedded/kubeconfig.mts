export interface KubeconfigOptions {
  context: string
  server: string
  /** PEM-encoded. */
  caCertificate: string
  token: string
}

/** Renders a kubeconfig with one context. The text is JSON, which is also valid YAML. */
export const renderKubeconfig = ({
  context,
  server,
  caCertificate,
  token,
}: KubeconfigOptions): string => {
  const certificate = Buffer.from(caCertificate).toString('base64')
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': context,
    clusters: [{ name: context, cluster: { server, 'certificate-authority-data': certificate } }],
    users: [{ name: context, user: { token } }],
    contexts: [{ name: context, context: { cluster: context, user: context } }],
  }
  return `${JSON.stringify(config, undefined, 2)}\n`
}
