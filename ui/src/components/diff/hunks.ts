// Which lines does a patch take away and bring, and which numbers do they have on either side?

/** One file of a diff, as the API tells it. */
export type FileChange = {
  old_path: string
  new_path: string
  a_mode: string
  b_mode: string
  new_file: boolean
  renamed_file: boolean
  deleted_file: boolean
  /** From the first `@@` on. */
  diff: string
  /** The patch is left out. */
  too_large?: boolean
  collapsed?: boolean
}

export type DiffLine = {
  kind: 'context' | 'added' | 'removed'
  /** Its number in the file before; null: it was not there. */
  old: number | null
  /** Its number in the file after; null: it is gone. */
  new: number | null
  text: string
  /** The file ends with it, without a line end. */
  unended?: boolean
}

export type Hunk = { header: string; lines: DiffLine[] }

/** `@@ -12,7 +12,9 @@ where` begins a hunk. What is no patch, such as "Binary files differ", has none. */
export function hunksOf(patch: string): Hunk[] {
  const hunks: Hunk[] = []
  let hunk: Hunk | undefined
  let [before, after] = [0, 0]
  for (const row of patch.replace(/\n$/, '').split('\n')) {
    const [, oldStart, newStart] = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(row) ?? []
    if (oldStart !== undefined) {
      hunk = { header: row, lines: [] }
      hunks.push(hunk)
      ;[before, after] = [Number(oldStart), Number(newStart)]
    } else if (hunk !== undefined) {
      const [sign, text] = [row.charAt(0), row.slice(1)]
      const last = hunk.lines.at(-1)
      if (sign === '+') hunk.lines.push({ kind: 'added', old: null, new: after++, text })
      else if (sign === '-') hunk.lines.push({ kind: 'removed', old: before++, new: null, text })
      else if (sign === '\\' && last) last.unended = true
      else hunk.lines.push({ kind: 'context', old: before++, new: after++, text })
    }
  }
  return hunks
}

/** How many lines came and went. */
export function countsOf(hunks: readonly Hunk[]): { added: number; removed: number } {
  const lines = hunks.flatMap(hunk => hunk.lines)
  return {
    added: lines.filter(({ kind }) => kind === 'added').length,
    removed: lines.filter(({ kind }) => kind === 'removed').length,
  }
}

/** A row of two columns; where a side has nothing, the other stands alone. */
export type Row = { left: DiffLine | null; right: DiffLine | null }

/** Lines side by side: what went away stands beside what came in its place. */
export function rowsOf(lines: readonly DiffLine[]): Row[] {
  const rows: Row[] = []
  let gone: DiffLine[] = []
  let come: DiffLine[] = []
  const settle = () => {
    for (let at = 0; at < Math.max(gone.length, come.length); at++)
      rows.push({ left: gone[at] ?? null, right: come[at] ?? null })
    ;[gone, come] = [[], []]
  }
  for (const line of lines) {
    if (line.kind === 'removed') {
      if (come.length > 0) settle()
      gone.push(line)
    } else if (line.kind === 'added') come.push(line)
    else {
      settle()
      rows.push({ left: line, right: line })
    }
  }
  settle()
  return rows
}
