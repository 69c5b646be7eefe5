// Is there something on the page that would be lost by leaving it?
let forms = 0

/** Something is unsaved until the answer is called. */
export function markUnsaved(): () => void {
  forms += 1
  return () => {
    forms -= 1
  }
}

export const isUnsaved = () => forms > 0
