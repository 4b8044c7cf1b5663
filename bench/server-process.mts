import { once } from 'node:events'
import { allowAll } from '../lib/embedded/apiserver/auth.mts'
import { kinds } from '../lib/embedded/apiserver/kinds.mts'
import { startApiServer } from '../lib/embedded/apiserver/server.mts'
import type { Credentials } from '../lib/embedded/credentials.mts'

// Runs only the API server of the embedded cluster, until the parent process disconnects.
const [credentials] = (await once(process, 'message')) as [Credentials]
const server = await startApiServer({ tls: credentials, kinds, gitVersion: 'v1.35.1' })
server.tokens.add(credentials.token, { name: 'bench', groups: [], rules: allowAll })
process.once('disconnect', () => server.close())
process.send?.(server.url)
