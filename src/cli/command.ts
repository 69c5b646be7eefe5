// What is a command of `deskbell`?

export type Command = {
  /** As it is typed, after `deskbell `. */
  usage: string
  /** One line of the list of commands. */
  summary: string
  /** @returns the exit code, of sysexits.h */
  run(words: string[]): Promise<number>
}
