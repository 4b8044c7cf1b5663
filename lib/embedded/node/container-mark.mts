/** A variable in the environment of every process of a container, by which strays are found. */
export const markVariable = 'NPD_TEST_CONTAINER'

/** `session` differs for each background process. */
export const markOf = (root: string, session: string): string => `${root}:${session}`
