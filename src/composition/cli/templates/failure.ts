/** Why the command could not do what it was asked to, in words for the operator. */
export class CommandFailure extends Error {}
