/** An environment variable that identifies all processes of a container, including detached ones. */
export const containerVariable = 'NPD_TEST_CONTAINER'

/**
 * Returns the value of the variable. `sessionId` is unique for each background process that runs an embedded
 * cluster.
 */
export const toContainerId = (root: string, sessionId: string): string => `${root}:${sessionId}`
