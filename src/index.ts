// The public API of socketbed, by name. The server library is apart: `socketbed/socketserver`.

export {
  type ExchangeKind,
  type ExchangeOutcome,
  type Failure,
  type FailureKind,
  type FailureOutcome,
  failureKinds,
  type Outcome,
  type OutcomeKind,
  outcomeOfError,
  type ReceivedOutcome,
  type ReplyOutcome,
  type SentOutcome,
  type StepOutcome,
  type WrongOutcome,
} from './errors/outcome.ts';
export { errorCodes, SocketbedError, type SocketbedErrorCode } from './errors/socketbed-error.ts';
export { type Transport, transports } from './errors/transport.ts';
export { certificateFile } from './testbed/engine/certificates.ts';
export { type AnsweredClient, type FirstReply, ReplyLog, type RoundLine } from './testbed/first-replies.ts';
export { projectDirectory } from './testbed/project.ts';
export { runProject } from './testbed/reaper.ts';
export {
  type BedParts,
  type BedService,
  type StandingBed,
  type StandingBedOptions,
  standingBedParts,
  startStandingBed,
  stopStandingBed,
} from './testbed/standing-bed.ts';
