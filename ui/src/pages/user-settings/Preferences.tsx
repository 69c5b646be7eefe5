// How shall it look?
import { useReducer, useState } from 'react'
import type { UserFull } from '../../api/types.ts'
import { Choice } from '../../components/Choice.tsx'
import { Section } from '../../forms/Section.tsx'
import { applyDensity, applyTheme, type Density, preference, type Theme } from '../../theme.ts'
import { tell } from '../../toasts.ts'
import { useChooseProfile } from './useProfile.ts'

const themes = [
  ['system', 'As the system', 'Follows day and night if your computer does'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const
const densities = [
  ['comfortable', 'Comfortable', 'Two lines a ticket'],
  ['compact', 'Compact', 'One line a ticket: more of them on the screen'],
] as const

export function Preferences({ person }: { person: UserFull }) {
  const choose = useChooseProfile()
  // What this browser shows may differ from the profile: the menu at the foot of the sidebar changes it here alone.
  const [, lookAgain] = useReducer((times: number) => times + 1, 0)
  const theme = (preference('theme') as Theme | null) ?? person.theme
  const [density, setDensity] = useState((preference('density') as Density | null) ?? 'comfortable')
  const showTheme = (next: Theme) => {
    applyTheme(next)
    lookAgain()
    void choose({ theme: next }, 'Theme saved')
  }
  const showDensity = (next: Density) => {
    setDensity(next)
    applyDensity(next)
    tell('Density saved for this browser')
  }
  return (
    <Section title="Preferences" about="They take effect at once.">
      <div className="flex flex-col gap-8">
        <Choice label="Theme" value={theme} choices={themes} onChange={showTheme} />
        <Choice
          label="Lists"
          help="Kept in this browser, since screens differ."
          value={density}
          choices={densities}
          onChange={showDensity}
        />
      </div>
    </Section>
  )
}
