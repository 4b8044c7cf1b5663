import type { Command } from './commands.mts'

const chaos = (name: string, spec: object): string =>
  JSON.stringify({
    apiVersion: 'chaos-mesh.org/v1alpha1',
    kind: 'NetworkChaos',
    metadata: { name, namespace: 'default' },
    spec,
  })

const partition = {
  action: 'partition',
  mode: 'all',
  direction: 'both',
  duration: '10m',
  selector: { namespaces: ['default'] },
}

const notes = (text: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'notes', namespace: 'default' },
    data: { text },
  })

const watching: Command[] = [
  { line: 'get nodes -w', lines: 4, during: ['label node worker w=1'] },
  { line: 'get nodes --watch-only', lines: 2, during: ['label node worker w=2 --overwrite'] },
  { line: 'get node worker -w -o name', lines: 2, during: ['label node worker w=3 --overwrite'] },
  {
    line: 'get nodes -w --output-watch-events',
    lines: 4,
    during: ['label node worker w=4 --overwrite'],
  },
  {
    line: 'get nodes -w -o jsonpath={.metadata.name}{.metadata.labels.w}{"\\n"}',
    lines: 3,
    during: ['label node worker w=5 --overwrite'],
  },
  {
    line: 'get nodes -w -l w=6 -o name',
    lines: 2,
    during: ['label node worker w=6 --overwrite', 'label node worker w-'],
  },
  { line: 'get pods -A -w', lines: 3, during: [] },
  { line: 'get events -w', lines: 3, during: ['delete event worker.17ab'] },
  {
    line: 'get cm -w --output-watch-events',
    lines: 3,
    during: ['create cm seen --from-literal=a=b', 'delete cm seen'],
  },
]

const edits: Command[] = [
  { line: 'create -f -', stdin: notes('one') },
  { line: 'edit cm notes', editor: 'sed -i s/one/two/' },
  { line: 'get cm notes -o jsonpath={.data}' },
  { line: 'edit cm notes', editor: 'true' },
  { line: 'edit cm nobody', editor: 'true' },
  { line: 'edit cm notes', editor: 'false' },
  { line: 'edit node worker', editor: 'sed -i s/podCIDR:.*/podCIDR:\\ moon/' },
  { line: 'edit node worker --subresource=status', editor: 'sed -i s/KubeletReady/Edited/' },
  { line: "get node worker -o jsonpath='{.status.conditions[0].reason}'" },
  { line: 'edit cm notes -o yaml', editor: 'sed -i s/two/three/' },
]

const customResources: Command[] = [
  { line: 'get networkchaos' },
  { line: 'create -f -', stdin: chaos('partition', partition) },
  { line: 'get networkchaos -o name' },
  { line: 'get networkchaos partition -o jsonpath={.spec.action}' },
  { line: 'get networkchaos partition -o jsonpath={.metadata.generation}' },
  { line: 'describe networkchaos nobody' },
  { line: 'patch networkchaos partition -p \'{"spec":{"duration":"1m"}}\'' },
  { line: 'patch networkchaos partition --type=merge -p \'{"spec":{"duration":"1m"}}\'' },
  { line: 'get networkchaos partition -o jsonpath={.metadata.generation}' },
  { line: 'label networkchaos partition a=b' },
  { line: 'get networkchaos -l a=b -o name' },
  { line: 'get networkchaos --field-selector spec.action=partition' },
  { line: 'delete networkchaos partition --wait=false' },
  { line: 'delete networkchaos partition' },
]

const logs: Command[] = [
  { line: 'logs nobody' },
  { line: 'logs nobody -n kube-system -f' },
  { line: 'logs npd-abcde -n kube-system -c moon' },
  { line: 'logs' },
  { line: 'logs npd-abcde -n kube-system --since=moon' },
  { line: 'logs npd-abcde -n kube-system --since=1h --since-time=2026-01-01T00:00:00Z' },
  { line: 'logs npd-abcde -n kube-system --tail=-5' },
  { line: 'logs -l app=nothing -n kube-system' },
  { line: 'logs ds/nobody -n kube-system' },
  { line: 'logs node/worker' },
]

const waiting: Command[] = [
  { line: 'wait node/worker --for=condition=Ready=False --timeout=1s' },
  { line: 'wait node --all --for=condition=Ready --timeout=5s' },
  { line: "wait node -l 'a=none' --for=condition=Ready --timeout=1s" },
  { line: "wait node/worker --for=jsonpath='{.status.capacity.cpu}'=2 --timeout=5s" },
  { line: "wait node/worker --for=jsonpath='{.status.capacity.cpu}'=3 --timeout=1s" },
  { line: "wait node/worker --for=jsonpath='{.status.nothing}'=3 --timeout=1s" },
  { line: 'wait node/worker --for=moon --timeout=1s' },
  { line: 'wait cm/notes --for=delete --timeout=1s' },
  { line: 'wait cm/nobody --for=delete --timeout=1s' },
]

const rest: Command[] = [
  { line: 'events' },
  { line: 'events -A' },
  { line: 'events --for cm/notes' },
  { line: 'events --types=Moon' },
  { line: 'events --for moon' },
  { line: 'get events --field-selector reason=Moon' },
  { line: 'get events --field-selector moon=Moon' },
  { line: 'get leases -A --field-selector spec.holderIdentity=worker' },
  { line: "get cm --field-selector 'metadata.name'" },
  { line: "get nodes -l 'w in (1'" },
  { line: "get nodes -l 'w in 1'" },
  { line: "get nodes -l 'w==1,a!=b'" },
  { line: 'get nodes --chunk-size=1 -o name' },
  { line: '--token wrong get pods -A' },
  { line: '--token wrong auth can-i get nodes' },
  {
    line: 'patch cm notes --type=merge -p \'{"metadata":{"resourceVersion":"1"},"data":{"a":"b"}}\'',
  },
  { line: 'label cm notes a=b --resource-version=1' },
  { line: 'annotate cm notes a=b --resource-version=1' },
  { line: 'replace -f -', stdin: notes('four').replace('"name"', '"resourceVersion":"1","name"') },
  { line: 'delete cm notes --wait --timeout=5s' },
  { line: 'delete cm notes --ignore-not-found --wait' },
  { line: 'delete pod npd-abcde -n kube-system --wait=false --grace-period=0 --force' },
  { line: 'delete cm -l a=b' },
  { line: 'get pods -n kube-system -o name' },
]

/** Commands that need their own cluster, separate from `commands`. */
export const moreCommands: Command[] = [
  ...watching,
  ...edits,
  ...customResources,
  ...logs,
  ...waiting,
  ...rest,
]
