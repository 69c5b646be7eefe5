// In one column or in two? As it was chosen last, if there is room for two.
import { useState, useSyncExternalStore } from 'react'
import { prefer, preference } from '../../theme.ts'

type Look = 'unified' | 'split'

/** Two columns of code need at least a tablet. */
const wide = window.matchMedia('(min-width: 900px)')
const name = 'diff'

function subscribe(listener: () => void): () => void {
  wide.addEventListener('change', listener)
  return () => wide.removeEventListener('change', listener)
}

export function useLook() {
  const roomForTwo = useSyncExternalStore(subscribe, () => wide.matches)
  const [chosen, setChosen] = useState<Look>(() => (preference(name) === 'split' ? 'split' : 'unified'))
  const choose = (look: Look) => {
    prefer(name, look)
    setChosen(look)
  }
  return { look: roomForTwo ? chosen : ('unified' as const), choose, roomForTwo }
}
