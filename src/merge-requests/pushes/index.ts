// What does a push do to merge requests, and what does its terminal say of them?
export { answerPush } from './answer.ts'
