/** What the narrator says, step by step. */
export const story = {
  start: `node-problem-detector (NPD) runs on every node. Our plugin is a script that NPD runs every
interval: \`kubectl get node $NODE_NAME\`. NPD turns its exit code into the node condition
NetworkProblem. False means: no problem.`,
  cut: `Now chaos-mesh's experiment cuts the NPD pods of two nodes off the network. Everything else on
these nodes goes on: the kubelet reports, the nodes stay Ready.`,
  knows: `The plugin hung, NPD killed it at its timeout, and NPD on the cut node knows. Its own log says so:`,
  believes: `But it cannot tell anybody. This is what the API server believes:`,
  stale: `Still False: the last word that NPD could send. It stays so for ever. The one trace is a heartbeat
that grows old; the other nodes renew theirs.`,
  unwritten: `NPD tries to write what it knows, and its log tells of that too:`,
  silence: `The original of this demo ends here. But one thing can be seen from outside: NPD renews its heartbeat
every period, and where two in a row fail to come NPD is silent, whatever the condition says. The
watchdog, a process of its own, has looked at that from outside all along:`,
  marked: `Now the API server says so too: Unknown, as Kubernetes itself says of a kubelet that is silent. The
verdict is silent, though the kubelet there is Ready, and what NPD said last is not lost. The event is
for whoever looks with \`kubectl describe node\`:`,
  heal: `The experiment ends, and NPD catches up. What it knew arrives when it is over:`,
  healed: {
    outage: `That Unknown is NPD's own, and stale: it tells of an outage that is over. And then, that all is well:`,
    'all-clear': `NPD has nothing to tell of the outage: it keeps its newest word only, and a heartbeat with the old
False was under way when it was cut off. When that was through, all was well.`,
  },
  recovered: `Healthy again. NPD's own write has taken the place of the watchdog's, which tells that it was heard:`,
  picture: `All of it in one picture, above what the nodes knew, below what the API server said. Open it in a browser:`,
  end: `So a plugin sees what is wrong on its node, as long as that is not the way to the API server; for that
somebody has to look from outside.
Next: npx zx scripts/run.mts, and README.md on writing a plugin of your own.`,
}
