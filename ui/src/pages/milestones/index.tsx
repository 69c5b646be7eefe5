// What is to be done until when? The milestones of a project, or one of them.
import { useParams } from '@tanstack/react-router'
import { usePath } from '../../session.ts'
import { MilestoneList } from './MilestoneList.tsx'
import { OneMilestone } from './OneMilestone.tsx'

export default function Page() {
  const path = usePath() ?? ''
  const { iid } = useParams({ strict: false })
  return iid === undefined ? <MilestoneList path={path} /> : <OneMilestone path={path} iid={Number(iid)} />
}
