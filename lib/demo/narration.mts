/** The narration of the demo, step by step. */
export const narration = {
  start: `node-problem-detector (NPD) runs on every node. At each interval it runs our plugin, the script
\`kubectl get node $NODE_NAME\`, and turns its exit code into the node condition NetworkProblem.
False means that there is no problem.`,
  disconnect: `A chaos-mesh experiment now disconnects the NPD pods of two nodes from the network. Nothing else on these
nodes is affected: the kubelet still reports, and the nodes are still Ready.`,
  problemFound: `The plugin hung, and NPD killed it when it timed out. NPD on one of the disconnected nodes has found the
problem, as its own log shows:`,
  notReported: `But NPD cannot report it. The API server still has:`,
  outdatedStatus: `The status is still False, the last value that NPD could send, and does not change. The only sign of the
problem is the heartbeat: it gets older, while the other nodes renew theirs.`,
  failedWrites: `NPD keeps trying to write the condition and the event, and logs each failure:`,
  silence: `This is all that NPD itself can show. But the heartbeat can be checked from outside: NPD renews it at a
fixed interval, the heartbeat period. If two heartbeats in a row are missing, NPD is silent. The status of the
condition does not matter. The watchdog, a separate process, has been checking the heartbeats since the start:`,
  marked: `The status is now Unknown. Kubernetes sets the same status when a kubelet stops reporting. The node is
reported as silent although its kubelet is Ready. The message contains the last value that NPD sent.
\`kubectl describe node\` shows the event:`,
  ended: `The experiment ends. NPD can now write to the API server again:`,
  reported: {
    outage: `This Unknown comes from NPD and is outdated. Next, NPD reports the healthy state:`,
    'all-clear': `NPD did not report the outage. It keeps only its latest value, and sends one write at a time. A
heartbeat with the old False was pending during the outage. By the time that write succeeded, the outage was over,
and NPD's latest value was False again.`,
  },
  recovered: `Healthy again. NPD's own write has replaced the watchdog's mark, and the watchdog has recorded the recovery:`,
  timeline: `Here is everything in one timeline: what NPD found on the nodes (upper lanes) and what the API server
reported (lower lanes). Open it in a browser:`,
  live: `The page stays open, with everything that has happened. Press Ctrl-C to end the demo and remove the cluster.`,
  end: `A plugin can find any problem on its node, but NPD cannot report the loss of its own connection to the API
server. Only an observer outside the node can.
Next: npx zx scripts/run.mts, and docs/write-a-plugin.md to write your own plugin.`,
}
