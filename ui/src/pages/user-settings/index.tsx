// How does a person want it? Profile, password, access tokens, notifications and looks; a tab each.
import { useParams } from '@tanstack/react-router'
import { Failed } from '../../components/Failed.tsx'
import { type NavTab, NavTabs } from '../../components/NavTabs.tsx'
import { UnsavedGuard } from '../../forms/UnsavedGuard.tsx'
import { Column, PageHeader } from '../../frame/PageHeader.tsx'
import { usePerson } from '../../session.ts'
import { Notifications } from './Notifications.tsx'
import { Password } from './Password.tsx'
import { Preferences } from './Preferences.tsx'
import { Profile } from './Profile.tsx'
import { Tokens } from './Tokens.tsx'

const part = (name: string) => ({ to: '/-/profile/$part', params: { part: name } }) as const
const tabs: readonly NavTab[] = [
  { to: '/-/profile', label: 'Profile' },
  { ...part('password'), label: 'Password' },
  { ...part('personal_access_tokens'), label: 'Access tokens' },
  { ...part('notifications'), label: 'Notifications' },
  { ...part('preferences'), label: 'Preferences' },
]
const parts = {
  profile: Profile,
  password: Password,
  personal_access_tokens: Tokens,
  notifications: Notifications,
  preferences: Preferences,
}

export default function Page() {
  const { part: asked = 'profile' } = useParams({ strict: false })
  const person = usePerson()
  const Part = parts[asked as keyof typeof parts] as (typeof parts)[keyof typeof parts] | undefined
  return (
    <>
      <PageHeader title="Your settings">
        <NavTabs label="Your settings" tabs={tabs} />
      </PageHeader>
      <Column narrow>
        {Part === undefined && <Failed error={new Error('There is no such page.')} />}
        {Part && person && <Part person={person} />}
      </Column>
      <UnsavedGuard />
    </>
  )
}
