// How does a person come in? With the name and the password that the administrator gave.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { type FormEvent, useEffect } from 'react'
import { ApiError } from '../../api/client.ts'
import { instanceQuery } from '../../api/instance.ts'
import { sessionQuery, signIn } from '../../api/session.ts'
import { Button } from '../../components/Button.tsx'
import { TextField } from '../../components/Field.tsx'
import { returnTo } from '../../router.tsx'

export default function SignIn() {
  const name = useQuery(instanceQuery).data?.name ?? 'Deskbell'
  const client = useQueryClient()
  const navigate = useNavigate()
  const search = useSearch({ strict: false })
  const { mutate, isPending, error } = useMutation({
    mutationFn: signIn,
    onSuccess: person => {
      client.setQueryData(sessionQuery.queryKey, person)
      return navigate({ href: returnTo(search.redirect) })
    },
  })
  useEffect(() => {
    document.title = `Sign in · ${name}`
  }, [name])
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const given = new FormData(event.currentTarget)
    mutate({
      login: String(given.get('login')).trim(),
      password: String(given.get('password')),
      remember_me: given.get('remember_me') === 'on',
    })
  }
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-88 flex-col justify-center gap-6 p-5">
      <div className="flex flex-col items-center gap-3">
        <img src="/favicon.svg" alt="" className="size-10" />
        <h1 className="font-semibold text-xl">Sign in to {name}</h1>
      </div>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {error && (
          <p role="alert" className="rounded-md bg-bad-soft px-3 py-2 text-bad text-sm">
            {error instanceof ApiError ? said(error) : 'Something went wrong. Please try again.'}
          </p>
        )}
        <TextField
          label="Username or e-mail address"
          name="login"
          autoComplete="username"
          required
          autoFocus
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          required
        />
        <label className="flex items-center gap-2 text-sm">
          <input type="checkbox" name="remember_me" defaultChecked className="size-4 accent-accent" />
          Stay signed in on this computer
        </label>
        <Button type="submit" look="primary" disabled={isPending}>
          Sign in
        </Button>
      </form>
      <p className="text-center text-faint text-xs">
        Customers need no account: they write and read e-mail. Forgotten the password? An administrator can
        set a new one.
      </p>
    </main>
  )
}

const said = ({ status, message }: ApiError) =>
  status === 401 ? 'Name or password is wrong. Check both and try again.' : message
