// How does something far away come into sight? Notes on the way are laid out only as they come by, which moves it again.

/** So many frames it takes at most until everything near it is laid out. */
const settlingFrames = 5

/** Gives back how to stop. */
export function bringIntoSight(element: Element | null, options?: ScrollIntoViewOptions): () => void {
  let left = settlingFrames
  let frame = 0
  const bring = () => {
    element?.scrollIntoView(options)
    left -= 1
    if (left > 0) frame = requestAnimationFrame(bring)
  }
  bring()
  return () => cancelAnimationFrame(frame)
}
