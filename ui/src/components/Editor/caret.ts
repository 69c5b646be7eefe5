// Where on the screen is a character of a textarea? Browsers do not say; a hidden copy of the text does.

/** What decides where lines break. */
const copied = [
  'boxSizing',
  'borderTopWidth',
  'borderRightWidth',
  'borderBottomWidth',
  'borderLeftWidth',
  'paddingTop',
  'paddingRight',
  'paddingBottom',
  'paddingLeft',
  'direction',
  'fontFamily',
  'fontSize',
  'fontStyle',
  'fontWeight',
  'letterSpacing',
  'lineHeight',
  'tabSize',
  'textAlign',
  'textIndent',
  'unicodeBidi',
  'wordSpacing',
] as const

export type Spot = { left: number; top: number; bottom: number }

/** The place in the window of the character at `index`. */
export function spotOf(area: HTMLTextAreaElement, index: number): Spot {
  const style = getComputedStyle(area)
  const copy = document.createElement('div')
  for (const name of copied) copy.style[name] = style[name]
  Object.assign(copy.style, {
    position: 'absolute',
    visibility: 'hidden',
    top: '0',
    left: '0',
    width: `${area.offsetWidth}px`,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'break-word',
    borderStyle: 'solid',
  })
  copy.textContent = area.value.slice(0, index)
  const mark = document.createElement('span')
  mark.textContent = area.value.slice(index, index + 1) || '.'
  copy.append(mark)
  document.body.append(copy)
  const box = area.getBoundingClientRect()
  const top = box.top + mark.offsetTop - area.scrollTop
  const left = box.left + mark.offsetLeft - area.scrollLeft
  const height = Number.parseFloat(style.lineHeight) || mark.offsetHeight
  copy.remove()
  return { left, top, bottom: top + height }
}
