// Who is one member, what may they do, and until when?
import { useQueryClient } from '@tanstack/react-query'
import { UserMinus } from 'lucide-react'
import { useState } from 'react'
import { changeMember, type Membership, membersQuery, removeMember } from '../../api/members.ts'
import type { Member } from '../../api/types.ts'
import { Avatar } from '../../components/Avatar.tsx'
import { IconButton } from '../../components/Button.tsx'
import { Confirm } from '../../components/Confirm.tsx'
import { inputLook } from '../../components/Field.tsx'
import { SelectField } from '../../components/SelectField.tsx'
import type { Place } from '../../places/usePlace.ts'
import { dayName } from '../../times.ts'
import { tell, tellError } from '../../toasts.ts'
import { choicesUpTo, levelName } from './levels.ts'

type Props = { member: Member; place: Place; canEdit: boolean; isSelf: boolean }

export function MemberLine({ member, place, canEdit, isSelf }: Props) {
  const change = useChange(place, member)
  const mayChange = canEdit && member.access_level <= place.level
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-x-3 gap-y-2 px-2 py-1.5">
      <Who member={member} isSelf={isSelf} />
      {mayChange ? (
        <>
          <div className="w-36">
            <SelectField
              hideLabel
              label={`Role of ${member.name}`}
              value={String(member.access_level)}
              choices={choicesUpTo(place.level, member.access_level)}
              onChange={level => change({ access_level: Number(level), expires_at: member.expires_at })}
            />
          </div>
          <LastDay
            member={member}
            onChange={day => change({ access_level: member.access_level, expires_at: day })}
          />
        </>
      ) : (
        <Said member={member} />
      )}
      <span className="flex w-8 justify-end">
        {(mayChange || isSelf) && <Remove member={member} place={place} isSelf={isSelf} />}
      </span>
    </div>
  )
}

type LastDayProps = { member: Member; onChange: (day: string | null) => void }

/** Kept when one leaves the field: a year is typed digit by digit, and each of them makes a day. */
function LastDay({ member, onChange }: LastDayProps) {
  const [typed, setTyped] = useState<string | null>(null)
  const saved = member.expires_at ?? ''
  const keep = () => {
    if (typed !== null && typed !== saved) onChange(typed || null)
    setTyped(null)
  }
  return (
    <input
      type="date"
      aria-label={`Last day of ${member.name}`}
      title="Last day; empty: no end"
      value={typed ?? saved}
      onChange={event => setTyped(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={event => event.key === 'Enter' && keep()}
      className={`${inputLook} h-8 max-w-38`}
    />
  )
}

export function InheritedLine({ member }: { member: Member }) {
  return (
    <div className="flex min-h-12 flex-wrap items-center gap-3 px-2 py-1.5">
      <Who member={member} isSelf={false} />
      <Said member={member} />
    </div>
  )
}

const Who = ({ member, isSelf }: Pick<Props, 'member' | 'isSelf'>) => (
  <span className="flex min-w-0 grow basis-52 items-center gap-3">
    <Avatar name={member.name} url={member.avatar_url} size={24} />
    <span className="flex min-w-0 flex-col">
      <span dir="auto" className="truncate font-medium text-sm">
        {member.name}
        {isSelf && <span className="font-normal text-faint"> · you</span>}
      </span>
      <span className="truncate text-faint text-xs">
        @{member.username}
        {member.state === 'blocked' && ' · blocked'}
      </span>
    </span>
  </span>
)

const Said = ({ member }: Pick<Props, 'member'>) => (
  <span className="text-muted text-sm">
    {levelName(member.access_level)}
    {member.expires_at && ` until ${dayName(member.expires_at)}`}
  </span>
)

/** At once on the page; taken back where the desk refuses, and by "Undo". */
function useChange(place: Place, member: Member): (given: Membership) => void {
  const client = useQueryClient()
  const key = membersQuery(place.at, false).queryKey
  const put = (given: Membership) =>
    client.setQueryData<Member[]>(key, rows =>
      rows?.map(row => (row.id === member.id ? { ...row, ...given } : row)),
    )
  const before: Membership = { access_level: member.access_level, expires_at: member.expires_at }
  const change = async (given: Membership, back?: Membership) => {
    put(given)
    try {
      await changeMember(place.at, member.id, given)
      tell(
        `${member.name} is ${levelName(given.access_level)}${given.expires_at ? ` until ${dayName(given.expires_at)}` : ''}.`,
        back && (() => void change(back)),
      )
    } catch (error) {
      put(before)
      tellError(error)
    }
    await client.invalidateQueries({ queryKey: ['members', place.at] })
  }
  return given => void change(given, before)
}

function Remove({ member, place, isSelf }: Omit<Props, 'canEdit'>) {
  const client = useQueryClient()
  const [asking, setAsking] = useState(false)
  const remove = async () => {
    setAsking(false)
    try {
      await removeMember(place.at, member.id)
      tell(isSelf ? `You have left ${place.path}.` : `${member.name} is no member any more.`)
    } catch (error) {
      tellError(error)
    }
    await client.invalidateQueries({ queryKey: ['members', place.at] })
  }
  return (
    <>
      <IconButton
        label={isSelf ? `Leave ${place.path}` : `Remove ${member.name}`}
        onClick={() => setAsking(true)}
      >
        <UserMinus aria-hidden="true" className="size-4" />
      </IconButton>
      <Confirm
        open={asking}
        title={isSelf ? `Leave ${place.path}?` : `Remove ${member.name}?`}
        action={isSelf ? 'Leave' : 'Remove member'}
        onConfirm={() => void remove()}
        onCancel={() => setAsking(false)}
      >
        {isSelf ? 'Somebody else must let you in again.' : 'What they wrote stays.'}
      </Confirm>
    </>
  )
}
