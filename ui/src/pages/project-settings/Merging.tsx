// How does the project merge? Each choice counts from the next merge on.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { changeMergeSettings, type MergeSettings, mergeSettingsQuery } from '../../api/merge-requests.ts'
import { SelectField } from '../../components/SelectField.tsx'
import { Switch } from '../../components/Switch.tsx'
import { Section } from '../../forms/Section.tsx'
import { tell, tellError } from '../../toasts.ts'

const methods = [
  ['merge', 'With a merge commit'],
  ['rebase_merge', 'With a merge commit, only if no commit of the target is missing'],
  ['ff', 'Without merge commits (fast-forward)'],
] as const
const squashing = [
  ['default_off', 'As each chooses; off at first'],
  ['default_on', 'As each chooses; on at first'],
  ['always', 'Always'],
  ['never', 'Never'],
] as const

export function Merging({ path }: { path: string }) {
  const client = useQueryClient()
  const { data } = useQuery(mergeSettingsQuery(path))
  const change = async (what: Partial<MergeSettings>) => {
    try {
      client.setQueryData(mergeSettingsQuery(path).queryKey, await changeMergeSettings(path, what))
      tell('Saved.')
    } catch (error) {
      tellError(error)
    }
  }
  return (
    <Section id="merging" title="Merge requests" about="Each choice counts from the next merge on.">
      {data && (
        <>
          <SelectField
            label="Merged"
            value={data.merge_method}
            choices={methods}
            onChange={merge_method => void change({ merge_method })}
          />
          <SelectField
            label="Squashed into one commit"
            value={data.squash_option}
            choices={squashing}
            onChange={squash_option => void change({ squash_option })}
          />
          <Switch
            label="Remove the source branch"
            help="Unless somebody says otherwise at the merge request."
            checked={data.remove_source_branch_after_merge}
            onChange={on => void change({ remove_source_branch_after_merge: on })}
          />
          <Switch
            label="All discussions have to be resolved"
            help="Before it can be merged."
            checked={data.only_allow_merge_if_all_discussions_are_resolved}
            onChange={on => void change({ only_allow_merge_if_all_discussions_are_resolved: on })}
          />
        </>
      )}
    </Section>
  )
}
