// How does an account change, so that the list shows it at once and shows the old again if the desk refuses?
import { type InfiniteData, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../../api/client.ts'
import type { UserFull } from '../../api/types.ts'
import { blockUser, changeUser, unblockUser } from '../../api/users.ts'
import { tell, tellError } from '../../toasts.ts'

type Users = InfiniteData<Page<UserFull>>

export function useUserChanges() {
  const client = useQueryClient()

  /** The row as it will be; in lists where it no longer belongs, it stays until the list is read again. */
  const show = (user: UserFull) =>
    client.setQueriesData<Users>(
      { queryKey: ['users'] },
      now =>
        now && {
          ...now,
          pages: now.pages.map(page => ({
            ...page,
            rows: page.rows.map(row => (row.id === user.id ? user : row)),
          })),
        },
    )
  async function change(before: UserFull, after: UserFull, ask: () => Promise<unknown>, told: () => void) {
    await client.cancelQueries({ queryKey: ['users'] })
    show(after)
    try {
      await ask()
      told()
      await client.invalidateQueries({ queryKey: ['statistics'] })
    } catch (error) {
      show(before)
      tellError(error)
    }
  }
  const block = (user: UserFull): Promise<void> =>
    change(
      user,
      { ...user, state: 'blocked' },
      () => blockUser(user.id),
      () => tell(`${user.name} is blocked`, () => void unblock({ ...user, state: 'blocked' })),
    )
  const unblock = (user: UserFull): Promise<void> =>
    change(
      user,
      { ...user, state: 'active' },
      () => unblockUser(user.id),
      () => tell(`${user.name} may sign in again`),
    )
  const setAdmin = (user: UserFull, admin: boolean): Promise<void> =>
    change(
      user,
      { ...user, is_admin: admin },
      () => changeUser(user.id, { admin }),
      () =>
        tell(
          `${user.name} is ${admin ? 'an administrator' : 'no administrator any more'}`,
          () => void setAdmin({ ...user, is_admin: admin }, !admin),
        ),
    )
  return { block, unblock, setAdmin }
}
