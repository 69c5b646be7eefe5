// What remains of a template without the notes to its writers?

const fenceStart = /^ {0,3}(`{3,}|~{3,})[^\n]*$/gm

/** Without HTML comments. One that does not end is none, and in a code block they are code. Linear in time. */
export function withoutComments(source: string): string {
  let kept = ''
  let at = 0
  let fence = nextFence(source, 0)
  for (;;) {
    const start = source.indexOf('<!--', at)
    const end = start === -1 ? -1 : source.indexOf('-->', start + 4)
    if (end === -1) return kept + source.slice(at)
    if (fence !== null && fence.start < at) fence = nextFence(source, at)
    else if (fence !== null && fence.start < start) {
      kept += source.slice(at, fence.end)
      at = fence.end
      fence = nextFence(source, at)
    } else {
      kept += source.slice(at, start)
      at = end + 3
    }
  }
}

/** The next code block, as far as its closing fence, or to the end of the text (CommonMark §4.5). */
function nextFence(source: string, from: number): { start: number; end: number } | null {
  fenceStart.lastIndex = from
  const found = fenceStart.exec(source)
  if (found === null) return null
  const close = new RegExp(`^ {0,3}${found[1]}+[ \\t]*$`, 'gm')
  close.lastIndex = found.index + found[0].length
  const closed = close.exec(source)
  return { start: found.index, end: closed === null ? source.length : closed.index + closed[0].length }
}
