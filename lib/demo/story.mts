/** What the narrator says, step by step. */
export const story = {
  start: `node-problem-detector (NPD) runs on every node. Our plugin is a script that NPD runs every
interval: \`kubectl get node $NODE_NAME\`. NPD turns its exit code into the node condition
NetworkProblem. False means: no problem.`,
  cut: `Now chaos-mesh's experiment cuts the NPD pods of two nodes off the network. Everything else on
these nodes goes on: the kubelet reports, the nodes stay Ready.`,
  knows: `The plugin hung, NPD killed it at its timeout, and NPD on the cut node knows. Its own log says so:`,
  believes: `But it cannot tell anybody. This is what the API server believes:`,
  stale: `Still False: the last word that NPD could send. It stays so for ever. The one trace is a
heartbeat that grows old; the other nodes renew theirs.`,
  unwritten: `NPD tries to write what it knows, and its log tells of that too:`,
  heal: `The experiment ends, and NPD catches up. What it knew arrives when it is over:`,
  healed: {
    outage: `That was the outage. And then, that all is well:`,
    'all-clear': `All is well, and nobody has heard of the outage at all: NPD keeps its newest word only, and a
heartbeat with the old False was under way when it was cut off. When that was through, all was well.`,
  },
  end: `So a plugin sees what is wrong on its node, as long as that is not the way to the API server.
Next: npx zx scripts/run.mts, and README.md on writing a plugin of your own.`,
}
