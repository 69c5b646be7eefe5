// Which commands does a template give, for tickets that no person opens?
import { withoutComments } from '#markdown'
import { type Command, splitQuickActions, unknownCommands } from './split.ts'

/**
 * The Support Bot may do in every project what Reporters may: a template that moved tickets would let those who write one
 * project's files write into any other. The rest makes sense for a person alone.
 */
const forPeople: ReadonlySet<string> = new Set<Command['name']>([
  'move',
  'merge_into',
  'duplicate',
  'convert_to_ticket',
  'subscribe',
  'unsubscribe',
  'todo',
  'done',
])

export type SplitTemplate = {
  text: string
  commands: Command[]
  /** What a template cannot do, in sentences. */
  refused: string[]
}

/** Takes the commands and comments out of a template. What looks like one and is none stays in the text, and is told of. */
export function splitTemplate(source: string): SplitTemplate {
  const { text, commands } = splitQuickActions(withoutComments(source))
  const refused = commands.filter(({ name }) => forPeople.has(name))
  return {
    text,
    commands: commands.filter(({ name }) => !forPeople.has(name)),
    refused: [
      ...refused.map(({ line }) => `${line}: only people can do this`),
      ...unknownCommands(text).map(line => `${line}: there is no such quick action`),
    ],
  }
}
