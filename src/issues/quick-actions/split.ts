// Which lines of a text are commands, and which are words?

/** GitLab's names; the right side lists other names for the same. */
const names = {
  close: [],
  reopen: [],
  title: [],
  label: ['labels'],
  unlabel: ['remove_label'],
  relabel: [],
  assign: [],
  unassign: ['remove_assignee'],
  reassign: [],
  milestone: [],
  remove_milestone: [],
  due: [],
  remove_due_date: [],
  confidential: ['make_confidential'],
  add_email: ['invite_email'],
  remove_email: [],
  convert_to_ticket: [],
  move: [],
  duplicate: [],
  merge_into: [],
  subscribe: [],
  unsubscribe: [],
  todo: [],
  done: ['mark_todo_done'],
} as const

export type QuickAction = keyof typeof names

const byName = new Map<string, QuickAction>(
  Object.entries(names).flatMap(([name, others]) =>
    [name, ...others].map((alias): [string, QuickAction] => [alias, name as QuickAction]),
  ),
)

export type Command = {
  name: QuickAction
  /** What stands behind the name, without blanks around it. */
  args: string
  /** As it was typed. */
  line: string
}

/** Commands of one text that are taken; the rest stay words. */
const maxCommands = 50

/**
 * Takes the commands out of `source`. Lines in code blocks, quotes and HTML comments are words, and so is `/anything`
 * that is no quick action.
 */
export function splitQuickActions(source: string): { text: string; commands: Command[] } {
  if (!/^\//m.test(source)) return { text: source, commands: [] }
  const commands: Command[] = []
  const lines = source.split(/\r?\n/)
  const isWords = wordsOnly()
  const kept = lines.filter(line => {
    const command = isWords(line) || commands.length >= maxCommands ? undefined : commandIn(line)
    if (command) commands.push(command)
    return command === undefined
  })
  if (commands.length === 0) return { text: source, commands }
  const text = kept
    .join('\n')
    .replace(/\n{3,}/g, '\n\n')
    .replace(/^(?:[ \t]*\n)+|\s+$/g, '')
  return { text, commands }
}

/** Lines that look like a command and are none that we know; paths such as `/usr/bin` are not meant. */
export function unknownCommands(source: string): string[] {
  const isWords = wordsOnly()
  const looksLike = (line: string) => /^\/[a-z_]+(?:[ \t].*)?$/is.test(line.trimEnd())
  return source
    .split(/\r?\n/)
    .filter(line => !isWords(line) && looksLike(line) && commandIn(line) === undefined)
    .map(line => line.trim())
}

function commandIn(line: string): Command | undefined {
  const match = /^\/([a-z_]+)(?:[ \t]+(.*))?$/is.exec(line.trimEnd())
  const name = byName.get(match?.[1]?.toLowerCase() ?? '')
  return name && { name, args: (match?.[2] ?? '').trim(), line: line.trim() }
}

/** A reader of lines that says of each whether it stands in a code block, a `>>>` quote or an HTML comment. */
function wordsOnly(): (line: string) => boolean {
  let fence: string | undefined
  let quoted = false
  let commented = false
  return line => {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1]
    if (fence !== undefined) {
      if (mark?.startsWith(fence) && line.trim() === mark) fence = undefined
      return true
    }
    if (commented || line.trimStart().startsWith('<!--')) {
      commented = !line.includes('-->')
      return true
    }
    if (mark !== undefined) {
      fence = mark
      return true
    }
    if (line.trimEnd() === '>>>') {
      quoted = !quoted
      return true
    }
    return quoted
  }
}
