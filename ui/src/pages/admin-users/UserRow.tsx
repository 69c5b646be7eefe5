// Who is this account, and what can be done with it? A row of the table; on a phone, a card of two lines.
import { Ban, Ellipsis, Pencil, Shield, ShieldOff, UserCheck } from 'lucide-react'
import { useState } from 'react'
import type { UserFull } from '../../api/types.ts'
import { Avatar } from '../../components/Avatar.tsx'
import { IconButton } from '../../components/Button.tsx'
import { Confirm } from '../../components/Confirm.tsx'
import { cx } from '../../components/cx.ts'
import { Menu, MenuItem, MenuLine } from '../../components/Menu.tsx'
import { Time } from '../../components/Time.tsx'
import { usePerson } from '../../session.ts'
import { useUserChanges } from './useUserChanges.ts'

const cell = 'truncate pr-4 max-md:block max-md:h-auto max-md:pr-0'

export function UserRow({ user, edit }: { user: UserFull; edit: () => void }) {
  const { name, username, email, bot, is_admin, state, last_sign_in_at, avatar_url } = user
  const blocked = state === 'blocked'
  return (
    <tr className="relative h-12 border-line border-t hover:bg-hover max-md:block max-md:h-auto max-md:py-2.5 max-md:pr-12 max-md:pl-9">
      <th scope="row" className={cx(cell, 'font-normal')}>
        <span className="flex min-w-0 items-center gap-2.5">
          <Avatar
            name={name}
            url={avatar_url}
            size={24}
            className="max-md:absolute max-md:top-3 max-md:left-0.5"
          />
          <span className="min-w-0 truncate">
            <span dir="auto" className={cx('font-medium', blocked && 'text-muted')}>
              {name}
            </span>{' '}
            <span className="text-faint">@{username}</span>
          </span>
        </span>
      </th>
      <td className={cx(cell, 'text-muted')} title={email}>
        {bot ? '' : email}
      </td>
      <td className={cx('truncate pr-4', is_admin || bot ? 'max-md:inline max-md:pr-3' : 'max-md:hidden')}>
        {bot ? 'Bot' : is_admin ? 'Administrator' : 'User'}
      </td>
      <td className={cx('truncate pr-4 text-faint', bot ? 'max-md:hidden' : 'max-md:inline max-md:pr-3')}>
        <span className="md:hidden">signed in </span>
        {last_sign_in_at ? <Time at={last_sign_in_at} /> : bot ? '' : 'never'}
      </td>
      <td className={cx('truncate pr-4 max-md:inline', blocked ? 'text-bad' : 'text-muted')}>
        {blocked ? 'Blocked' : 'Active'}
      </td>
      <td className="text-right max-md:absolute max-md:top-2 max-md:right-0">
        {!bot && <Actions user={user} edit={edit} />}
      </td>
    </tr>
  )
}

function Actions({ user, edit }: { user: UserFull; edit: () => void }) {
  const self = usePerson()?.id === user.id
  const [asked, setAsked] = useState(false)
  const { block, unblock, setAdmin } = useUserChanges()
  const { name, state, is_admin } = user
  return (
    <>
      <Menu
        align="end"
        trigger={
          <IconButton label={`What to do with ${name}`}>
            <Ellipsis aria-hidden="true" className="size-4" />
          </IconButton>
        }
      >
        <MenuItem icon={Pencil} onClick={edit}>
          Edit…
        </MenuItem>
        {is_admin ? (
          <MenuItem icon={ShieldOff} disabled={self} onClick={() => void setAdmin(user, false)}>
            Make a user
          </MenuItem>
        ) : (
          <MenuItem icon={Shield} onClick={() => void setAdmin(user, true)}>
            Make an administrator
          </MenuItem>
        )}
        <MenuLine />
        {state === 'blocked' ? (
          <MenuItem icon={UserCheck} onClick={() => void unblock(user)}>
            Unblock
          </MenuItem>
        ) : (
          <MenuItem icon={Ban} danger disabled={self} onClick={() => setAsked(true)}>
            Block…
          </MenuItem>
        )}
      </Menu>
      <Confirm
        open={asked}
        title={`Block ${name}?`}
        action="Block"
        onCancel={() => setAsked(false)}
        onConfirm={() => {
          setAsked(false)
          void block(user)
        }}
      >
        They are signed out everywhere at once, and their access tokens stop working. What they wrote stays,
        and they can be let in again.
      </Confirm>
    </>
  )
}
