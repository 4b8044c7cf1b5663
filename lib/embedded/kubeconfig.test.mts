import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { renderKubeconfig } from './kubeconfig.mts'

it('renders one cluster, one user and one context, which is the current context', () => {
  const text = renderKubeconfig({
    context: 'npd-test',
    server: 'https://127.0.0.1:1',
    caCertificate: 'PEM',
    token: 't',
  })
  expect(parse(text)).toEqual({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'npd-test',
    clusters: [
      {
        name: 'npd-test',
        cluster: { server: 'https://127.0.0.1:1', 'certificate-authority-data': 'UEVN' },
      },
    ],
    users: [{ name: 'npd-test', user: { token: 't' } }],
    contexts: [{ name: 'npd-test', context: { cluster: 'npd-test', user: 'npd-test' } }],
  })
})
