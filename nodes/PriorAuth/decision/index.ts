export { readDecision, readDecisions } from './read';
export { responsesOf } from './answer';
