// What can I do with myself? Settings, and leave.
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { LogOut, Moon, Settings, Sun, SunMoon } from 'lucide-react'
import { saveProfile } from '../api/account.ts'
import { sessionQuery, signOut } from '../api/session.ts'
import type { UserFull } from '../api/types.ts'
import { Avatar } from '../components/Avatar.tsx'
import { Menu, MenuItem, MenuLine } from '../components/Menu.tsx'
import { applyTheme, type Theme } from '../theme.ts'
import { tellError } from '../toasts.ts'
import { placeLook } from './Place.tsx'

const themes = [
  ['system', 'As the system', SunMoon],
  ['light', 'Light', Sun],
  ['dark', 'Dark', Moon],
] as const satisfies readonly (readonly [Theme, string, unknown])[]

export function PersonMenu({ person, only }: { person: UserFull; only: string }) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const leave = () =>
    signOut()
      // Nothing of what this person saw stays in the page.
      .then(() => {
        client.clear()
        location.assign('/users/sign_in')
      })
      .catch(error => tellError(error))
  // At once here, and kept with the person for other browsers.
  const choose = (theme: Theme) => {
    applyTheme(theme)
    saveProfile({ theme })
      .then(changed => client.setQueryData(sessionQuery.queryKey, changed))
      .catch(error => tellError(error))
  }
  return (
    <Menu
      trigger={
        <button type="button" className={placeLook}>
          <Avatar name={person.name} url={person.avatar_url} size={20} />
          <span className={`grow truncate text-left ${only}`}>{person.name}</span>
          <span className="sr-only">: settings and sign out</span>
        </button>
      }
    >
      <MenuItem icon={Settings} onClick={() => void navigate({ to: '/-/profile' })}>
        Settings
      </MenuItem>
      <MenuLine />
      {themes.map(([theme, label, icon]) => (
        <MenuItem key={theme} icon={icon} onClick={() => choose(theme)}>
          {label}
        </MenuItem>
      ))}
      <MenuLine />
      <MenuItem icon={LogOut} onClick={leave}>
        Sign out
      </MenuItem>
    </Menu>
  )
}
