/** The narration of the demo, step by step. */
export const narration = {
  start: `node-problem-detector (NPD) runs on every node. At each interval it runs our plugin, the script
\`kubectl get node $NODE_NAME\`, and turns its exit code into the node condition NetworkProblem.
False means that there is no problem.`,
  cut: `A chaos-mesh experiment now cuts the NPD pods of two nodes off the network. Nothing else on these nodes
is affected: the kubelet still reports, and the nodes stay Ready.`,
  noticed: `The plugin hung, and NPD killed it at its timeout. NPD on the cut-off node has found the problem,
as its own log shows:`,
  unreported: `But NPD cannot report it. The API server still has:`,
  stale: `Still False, the last value that NPD could send, and it stays that way. The only sign is a heartbeat
that gets older, while the other nodes renew theirs.`,
  unwritten: `NPD keeps trying to write the condition and the event, and logs each failure:`,
  silence: `The original demo ends here. But one thing can be seen from outside: NPD renews its heartbeat every
period. If two heartbeats in a row are missing, NPD is silent, whatever the condition says. The watchdog,
a separate process, has been checking this all along:`,
  marked: `The API server now has Unknown, which is also what Kubernetes sets when a kubelet stops reporting. The node is
reported as silent although its kubelet is Ready, and the last value that NPD sent is kept in the message.
\`kubectl describe node\` shows the event:`,
  heal: `The experiment ends, and NPD reports the outage after it is over:`,
  healed: {
    outage: `This Unknown comes from NPD and is outdated. Next, NPD reports the healthy state:`,
    'all-clear': `NPD had nothing to report about the outage: it keeps only its newest value, and a heartbeat with the
old False was in flight when it was cut off. When that write succeeded, the outage was over.`,
  },
  recovered: `Healthy again. NPD's own write has replaced the watchdog's mark, and the watchdog has recorded the recovery:`,
  picture: `Here is everything in one picture: what NPD found on the nodes (upper lanes) and what the API server
reported (lower lanes). Open it in a browser:`,
  end: `A plugin can find any problem on its node, but it cannot report the loss of its own way to the API server.
That takes an observer outside the node.
Next: npx zx scripts/run.mts, and docs/write-a-plugin.md to write your own plugin.`,
}
