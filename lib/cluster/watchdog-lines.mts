/**
 * The starts of the watchdog's log lines about the leader. The first of these lines shows that the watchdog has
 * started.
 */
export const leaderLine = 'this watchdog is the leader'
export const standbyLine = 'standing by'
