/** A kubectl command line, run after the earlier ones on the same cluster. */
export interface Command {
  /** The command line. Words in single quotes stay together. */
  line: string
  stdin?: string
  /** The value of KUBE_EDITOR. */
  editor?: string
  /** For a command that does not exit: stop it after this many lines of output. */
  lines?: number
  /** For a command with a watch: commands to run once the watch is established. */
  during?: string[]
}

const configMap = (data: string, more = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: notes\n${more}data:\n  text: ${data}\n`

const pod = (spec: string): string =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: broken\nspec:\n${spec}\n`

const reading: (string | Command)[] = [
  'get nodes',
  'get nodes -o wide',
  'get nodes -o name',
  'get nodes --no-headers',
  'get nodes --show-labels',
  'get nodes -L kubernetes.io/hostname',
  'get nodes -l node-role.kubernetes.io/control-plane',
  'get nodes -l kubernetes.io/hostname=worker',
  "get nodes -l 'kubernetes.io/hostname in (worker, none)'",
  "get nodes -l '!node-role.kubernetes.io/control-plane'",
  'get nodes --field-selector metadata.name=worker',
  'get nodes --field-selector metadata.name!=worker -o name',
  'get nodes --sort-by .metadata.name -o name',
  'get nodes --sort-by=.status.capacity.cpu',
  'get node worker -o jsonpath={.status.nodeInfo.osImage}',
  'get nodes -o jsonpath=\'{range .items[*]}{.metadata.name}{"\\n"}{end}\'',
  'get nodes -o custom-columns=NAME:.metadata.name,READY:.status.conditions[0].status',
  "get node worker -o go-template='{{.metadata.name}}'",
  'get node worker -o yaml',
  'get node worker -o json',
  'get node worker nobody',
  'get node worker control-plane -o name',
  'get no,po -A -o name',
  'get pods -n kube-system',
  'get pods -n kube-system -o wide',
  'get pods -n kube-system -l app=node-problem-detector -o name',
  'get pods -n kube-system --field-selector spec.nodeName=worker',
  'get pods -n kube-system --field-selector status.phase!=Running',
  'get pod npd-abcde -n kube-system -o yaml',
  'get pods',
  'get pods -A --sort-by=.spec.nodeName',
  'get ds -n kube-system',
  'get ds npd -n kube-system -o wide',
  'get ds npd -n kube-system -o yaml',
  'get events',
  'get events -o wide',
  'get events --field-selector involvedObject.name=worker,type=Warning -o name',
  'get event worker.17ab -o yaml',
  'get leases -n kube-node-lease',
  'get lease worker -n kube-node-lease -o yaml',
  'get ns',
  'get ns kube-system -o json',
  'events',
  'events --types=Warning --for node/worker',
  'describe node worker',
  'describe pod npd-abcde -n kube-system',
  'describe ds npd -n kube-system',
  'describe ns kube-system',
  'describe node nobody',
  'api-versions',
  'explain node.status.conditions',
  'explain pod.spec.nodeName',
  'explain daemonset.spec.updateStrategy',
  'explain node.nothing',
  'auth can-i get nodes',
  'auth can-i list pods -n kube-system',
  'auth can-i get moons',
  'auth whoami',
  'get --raw /version',
  'get --raw /healthz',
  'get --raw /livez',
  'get --raw /readyz',
  'get --raw /api/v1/namespaces/default/nothing',
  'cluster-info',
  'version',
]

const refused: (string | Command)[] = [
  'get moons',
  'get pod nobody',
  'get nodes nobody',
  'get ns nobody',
  'get pods --field-selector spec.nothing=1',
  'get nodes --field-selector status.phase=Running',
  "get nodes -l 'a=b=c'",
  'label node nobody a=b',
  'delete node nobody',
  'delete node nobody --ignore-not-found',
  "patch node worker -p '{'",
  'patch node worker --type=json -p \'[{"op":"remove","path":"/nothing"}]\'',
  'patch node worker --type=json -p \'[{"op":"test","path":"/metadata/name","value":"moon"}]\'',
  'patch node worker --type=merge -p \'{"metadata":{"resourceVersion":"1"}}\'',
  'patch node worker --type=merge -p \'{"metadata":{"labels":{"a b":"c"}}}\'',
  'patch pod npd-abcde -n kube-system --type=merge -p \'{"spec":{"nodeName":"moon"}}\'',
  { line: 'create -f -', stdin: pod('  containers: []') },
  { line: 'create -f -', stdin: pod('  containers:\n  - name: A_B\n    image: i') },
  { line: 'create -f -', stdin: pod('  containers:\n  - name: a\n    image: i\n    moon: 1') },
  { line: 'create -f -', stdin: 'apiVersion: v1\nkind: Moon\nmetadata:\n  name: m\n' },
  { line: 'create -f -', stdin: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: A_B\n' },
  { line: 'create -f -', stdin: 'apiVersion: v1\nkind: Node\nmetadata:\n  name: worker\n' },
  { line: 'create -f -', stdin: `${configMap('1')}moon: 1\n` },
  { line: 'create -n nobody -f -', stdin: configMap('1') },
  '--token wrong get nodes',
]

const writing: (string | Command)[] = [
  'label node worker disk=fast',
  'label node worker disk=slow',
  'label node worker disk=slow --overwrite',
  'label node worker disk=slow --overwrite',
  'label nodes --all rack=r1',
  'label node worker disk-',
  'label node worker disk-',
  'annotate node worker note=one',
  'annotate node worker note=two',
  'annotate node worker note=two --overwrite',
  'annotate node worker note-',
  'label node worker a=b --dry-run=server',
  'get node worker -L a,rack,disk --no-headers',
  'patch node worker -p \'{"metadata":{"labels":{"patched":"strategic"}}}\'',
  'patch node worker --type=merge -p \'{"metadata":{"labels":{"patched":"merge"}}}\'',
  'patch node worker --type=json -p \'[{"op":"replace","path":"/metadata/labels/patched","value":"json"}]\'',
  'patch node worker --type=merge -p \'{"metadata":{"labels":{"patched":"json"}}}\'',
  'patch node worker -p \'{"spec":{"unschedulable":true}}\'',
  'get nodes',
  'patch node worker --subresource=status -p \'{"status":{"conditions":[{"type":"DiskSlow","status":"True","reason":"Slow"}]}}\'',
  'get node worker -o jsonpath={.status.conditions[*].type}',
  'patch node worker --subresource=status -p \'{"status":{"conditions":[{"$patch":"delete","type":"DiskSlow"}]}}\'',
  'get node worker -o jsonpath={.status.conditions[*].type}',
  'patch node worker --subresource=status -p \'{"metadata":{"labels":{"by":"status"}}}\'',
  'cordon control-plane',
  'uncordon control-plane',
  { line: 'apply -f -', stdin: configMap('one') },
  { line: 'apply -f -', stdin: configMap('one') },
  { line: 'diff -f -', stdin: configMap('two') },
  { line: 'apply -f - --dry-run=server', stdin: configMap('two') },
  { line: 'apply -f - --dry-run=client', stdin: configMap('two') },
  { line: 'apply -f -', stdin: configMap('two') },
  'get cm notes -o yaml',
  { line: 'apply --server-side -f -', stdin: configMap('three') },
  { line: 'apply --server-side --field-manager=other -f -', stdin: configMap('four') },
  {
    line: 'apply --server-side --field-manager=other --force-conflicts -f -',
    stdin: configMap('four'),
  },
  { line: 'apply --server-side --dry-run=server --force-conflicts -f -', stdin: configMap('five') },
  'get cm notes -o yaml --show-managed-fields',
  { line: 'create -f -', stdin: configMap('one') },
  { line: 'replace -f -', stdin: configMap('six') },
  'get cm notes -o jsonpath={.data.text}',
  'describe cm notes',
  'wait node/worker --for=condition=Ready --timeout=5s',
  'wait node/worker --for=condition=NetworkProblem=False --timeout=5s',
  'wait cm/notes --for=jsonpath={.data.text}=six --timeout=5s',
  'wait node/worker --for=condition=NetworkProblem=True --timeout=1s',
  'wait node/nobody --for=condition=Ready --timeout=1s',
  'delete cm notes',
  'delete cm notes',
  'delete cm --all',
  'create ns play',
  'create ns play',
  'create cm more --from-literal=a=b -n play',
  'get cm -n play more -o jsonpath={.data}',
  'create sa robot -n play',
  'get sa -n play robot -o name',
  'delete node worker --dry-run=server',
  'delete node worker',
  'get nodes -o name',
]

/** The first command that changes something. The commands before it do not depend on each other. */
export const firstWriting = 'label node nobody a=b'

const command = (entry: string | Command): Command =>
  typeof entry === 'string' ? { line: entry } : entry

/** The commands of a typical user, and of one who explores further. */
export const commands: Command[] = [...reading, ...refused, ...writing].map(command)

/** Splits a line into words like a shell. */
export const splitWords = (line: string): string[] =>
  [...line.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''))
