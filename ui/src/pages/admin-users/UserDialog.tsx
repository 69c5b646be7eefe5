// Who is the new person, or what changes about one who is here?
import { useQueryClient } from '@tanstack/react-query'
import { KeyRound } from 'lucide-react'
import { sessionQuery } from '../../api/session.ts'
import type { UserFull } from '../../api/types.ts'
import { changeUser, makeUser } from '../../api/users.ts'
import { Button } from '../../components/Button.tsx'
import { Copy } from '../../components/Copy.tsx'
import { Dialog } from '../../components/Dialog.tsx'
import { TextField } from '../../components/Field.tsx'
import { Switch } from '../../components/Switch.tsx'
import { useForm } from '../../forms/useForm.ts'
import { usePerson } from '../../session.ts'
import { tell } from '../../toasts.ts'

type Props = { edited: UserFull | 'new' | null; onClose: () => void }

export function UserDialog({ edited, onClose }: Props) {
  const title = edited === 'new' ? 'New user' : `Edit ${edited?.name ?? 'user'}`
  return (
    <Dialog open={edited !== null} onOpenChange={open => !open && onClose()} title={title}>
      {edited !== null && <UserForm user={edited === 'new' ? null : edited} onClose={onClose} />}
    </Dialog>
  )
}

type Given = { name: string; username: string; email: string; password: string; admin: boolean }

const givenOf = (user: UserFull | null): Given => ({
  name: user?.name ?? '',
  username: user?.username ?? '',
  email: user?.email ?? '',
  password: '',
  admin: user?.is_admin ?? false,
})

function useUserForm(user: UserFull | null, onClose: () => void) {
  const client = useQueryClient()
  return useForm<Given>({
    saved: givenOf(user),
    save: async (changes, { password, ...all }) => {
      // An empty password is none: the old one stays, and who is new gets one later.
      const secret = password === '' ? {} : { password }
      const { username: _name, password: _secret, ...changed } = changes
      const saved = await (user
        ? changeUser(user.id, { ...changed, ...secret })
        : makeUser({ ...all, ...secret }))
      tell(user ? `${saved.name} is saved` : `${saved.name} can sign in as @${saved.username}`)
      onClose()
      await Promise.all([
        client.invalidateQueries({ queryKey: ['users'] }),
        client.invalidateQueries({ queryKey: ['statistics'] }),
        client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
      ])
    },
  })
}

function UserForm({ user, onClose }: { user: UserFull | null; onClose: () => void }) {
  const self = usePerson()?.id === user?.id
  const form = useUserForm(user, onClose)
  return (
    <form ref={form.element} onSubmit={form.submit} noValidate className="flex flex-col gap-4">
      <TextField
        {...form.field('name')}
        label="Name"
        autoComplete="off"
        dir="auto"
        autoFocus={user === null}
      />
      {user === null && (
        <TextField
          {...form.field('username')}
          label="Username"
          autoComplete="off"
          autoCapitalize="none"
          help="To sign in and to be mentioned with. It cannot be changed later."
        />
      )}
      <TextField {...form.field('email')} label="E-mail address" type="email" autoComplete="off" />
      <PasswordField form={form} isNew={user === null} />
      <Switch
        label="Administrator"
        help={
          self
            ? 'Somebody else has to take this from you.'
            : 'Sees every project, all mail and these pages, and may change everything.'
        }
        checked={form.values.admin}
        disabled={self}
        onChange={admin => form.set('admin', admin)}
      />
      {form.errors.admin && (
        <p role="alert" className="text-bad text-sm">
          {form.errors.admin}
        </p>
      )}
      <div className="mt-1 flex justify-end gap-2">
        <Button onClick={onClose}>Cancel</Button>
        <Button type="submit" look="primary" disabled={!form.dirty || form.saving}>
          {user === null ? 'Make user' : 'Save changes'}
        </Button>
      </div>
    </form>
  )
}

/** 16 of 32 signs are 80 bits, and nobody mistakes one for another when reading them aloud. */
function goodPassword(): string {
  const signs = 'abcdefghjkmnpqrstuvwxyz23456789+'
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => signs[byte % 32]).join('')
}

function PasswordField({ form, isNew }: { form: ReturnType<typeof useUserForm>; isNew: boolean }) {
  const { password } = form.values
  return (
    <div className="flex items-start gap-1">
      <div className="grow">
        <TextField
          {...form.field('password')}
          label={isNew ? 'Password' : 'New password'}
          autoComplete="off"
          spellCheck={false}
          help={
            isNew
              ? 'At least 8 characters. Hand it over yourself; no mail is sent. It can be changed after signing in.'
              : 'Leave it empty to keep the present one. A new one signs them out everywhere.'
          }
          className="font-mono"
        />
      </div>
      <div className="flex items-center gap-1 pt-[22px]">
        <Button aria-label="Make one up: a password" onClick={() => form.set('password', goodPassword())}>
          <KeyRound aria-hidden="true" className="size-4" />
          Make one up
        </Button>
        {password !== '' && <Copy text={password} label="Copy the password" />}
      </div>
    </div>
  )
}
