import type { ClusterChoice } from '../cluster/choice.mts'
import type { Cluster } from '../cluster/cluster.mts'
import { type ActionRequest, runAction } from './actions.mts'
import { createCommandTemplates, renderCommand } from './commands.mts'
import type { EntryDraft } from './entry.mts'
import { openBrowser } from './open-browser.mts'
import { createRoutes } from './routes.mts'
import { serveLive } from './server.mts'
import { LiveSession } from './session.mts'
import { LiveWatchdog } from './watchdog.mts'

export interface LiveOptions {
  cluster: Cluster
  /** The options that selected the cluster. */
  choice: ClusterChoice
  /** The condition type to draw. */
  type: string
  /** The port to listen on. With 0, the operating system chooses one. */
  port: number
  /** Whether the page has buttons that change the cluster. */
  allowChanges: boolean
  /** The text to show instead of the buttons. */
  readOnlyReason?: string
  /** Whether to open the page in the user's browser. */
  openBrowser: boolean
  signal: AbortSignal
  /** Prints the page's address for the user. */
  print: (text: string) => void
}

const defaultReadOnlyReason =
  'This page is read-only. Start it with --allow-changes to use its buttons on this cluster.'

/** A page that is being served. */
interface LivePage {
  /** Adds a sentence to the narration. */
  addEntry: (entry: Pick<EntryDraft, 'kind' | 'text'> & Partial<EntryDraft>) => void
  close: () => Promise<void>
}

/** Records changes in the cluster and serves the page until `close` is called. */
export const startLive = async (options: LiveOptions): Promise<LivePage> => {
  const { cluster, choice, type, port, allowChanges, signal, print } = options
  const commands = createCommandTemplates({ type: cluster.type, choice })
  const addEntry: LivePage['addEntry'] = entry =>
    session.feed.add({ at: new Date().toISOString(), node: '', sourceRecord: '', ...entry })
  const watchdog = new LiveWatchdog({
    choice,
    onLine: text => addEntry({ kind: 'watchdog', text }),
    onEnd: () => session.tick(),
  })
  const session = new LiveSession(type, () => ({
    allowChanges,
    commands,
    isWatchdogRunning: watchdog.isRunning,
  }))
  const controller = new AbortController()
  const combinedSignal = AbortSignal.any([signal, controller.signal])
  const runRequestedAction = async (request: ActionRequest): Promise<string> => {
    const text = await runAction(request, { cluster, watchdog, signal: combinedSignal })
    const command = renderCommand(commands[request.action], request.nodes)
    addEntry({ kind: 'action', text, command })
    session.tick()
    return text
  }
  await session.start(cluster.api, combinedSignal)
  try {
    const server = await serveLive({
      port,
      routes: createRoutes({
        api: cluster.api,
        session,
        runAction: allowChanges ? runRequestedAction : undefined,
        readOnlyReason: options.readOnlyReason ?? defaultReadOnlyReason,
      }),
      onTokenUsed: url =>
        print(`The page was opened. To open it in another browser, use:\n  ${url}\n`),
    })
    const { url } = server
    const opened = options.openBrowser && (await openBrowser(url))
    print(
      `${opened ? 'Opening this page in your browser' : 'Open this page in a browser'}:\n  ${url}\n`,
    )
    return {
      addEntry,
      close: async () => {
        controller.abort()
        await watchdog.stop()
        await session.stop()
        await server.close()
      },
    }
  } catch (error) {
    controller.abort()
    await session.stop()
    throw error
  }
}

/** Serves the page until `signal` aborts. */
export const runLive = async (options: LiveOptions): Promise<void> => {
  const page = await startLive(options)
  await waitUntilAborted(options.signal)
  await page.close()
}

export const waitUntilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise(resolve => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
