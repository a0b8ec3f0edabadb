// The public API of socketbed, by name. The server library is apart: `socketbed/socketserver`.

export type { ErrorEntry } from './errors/dictionary/entry.ts';
export { errorDictionary } from './errors/dictionary/index.ts';
export { type Explanation, explainError } from './errors/explain.ts';
export {
  type ExchangeKind,
  type ExchangeOutcome,
  type Failure,
  type FailureKind,
  type FailureOutcome,
  failureKinds,
  type LoadedOutcome,
  type Outcome,
  type OutcomeKind,
  outcomeOfError,
  type ReceivedOutcome,
  type ReplyOutcome,
  type ResolvedOutcome,
  type SentOutcome,
  type StepOutcome,
  type WrongOutcome,
} from './errors/outcome.ts';
export { errorCodes, SocketbedError, type SocketbedErrorCode } from './errors/socketbed-error.ts';
export { type Transport, transports } from './errors/transport.ts';
export type { ObservedWire } from './evidence/observed-wire.ts';
export type { Results, ScenarioResult, Verdict } from './evidence/results.ts';
export * as faults from './faults/index.ts';
export type { HttpClient, HttpOptions, LoadOptions } from './protocol/http.ts';
export type { ProbeAddress, SocketOptions } from './protocol/probe.ts';
export type { TlsCredentials, TlsMode, TlsOptions, TlsVersion } from './protocol/tls.ts';
export { Bed, type BedOptions } from './testbed/bed.ts';
export type { BedContainer, Place } from './testbed/bed-container.ts';
export type { Addresses, BedNetwork, NetworkOptions } from './testbed/bed-network.ts';
export { type AttachedBedOptions, attachedBed } from './testbed/compose/attached-bed.ts';
export type { Between } from './testbed/compose/between.ts';
export type { BetweenFault } from './testbed/compose/between-fault.ts';
export type { ComposeBed } from './testbed/compose/compose-bed.ts';
export type { Replicas } from './testbed/compose/compose-project.ts';
export type { PlaceOptions, ProjectContainer } from './testbed/compose/project-container.ts';
export { type ComposeBedOptions, composeBed } from './testbed/compose/start-compose-bed.ts';
export type { ContainerOptions, PlacementOptions, ProbeOptions } from './testbed/container-options.ts';
export { certificateFile } from './testbed/engine/certificates.ts';
export type { FailingCall } from './testbed/failing-calls.ts';
export { type AnsweredClient, type FirstReply, ReplyLog, type RoundLine } from './testbed/first-replies.ts';
export { ensureImage } from './testbed/image.ts';
export type { InjectedFault } from './testbed/inject-fault.ts';
export { runProject } from './testbed/labels.ts';
export type { LiveCapture, WireQuery } from './testbed/live-capture.ts';
export { type ListenOptions, Probe, socketDirectory } from './testbed/probe.ts';
export type { ProbeSocket, ReceiveOptions, Waiting } from './testbed/probe-socket.ts';
export { projectDirectory } from './testbed/project.ts';
export { startReaper } from './testbed/reaper.ts';
export type { Run } from './testbed/run.ts';
export type { Service, ServiceName, ServiceOptions } from './testbed/service.ts';
export { type BorrowedBed, SharedBed } from './testbed/shared-bed.ts';
export {
  type BedParts,
  type BedService,
  type StandingBed,
  type StandingBedOptions,
  standingBedParts,
  startStandingBed,
  stopStandingBed,
} from './testbed/standing-bed.ts';
