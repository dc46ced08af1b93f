"""What every process does: repeat `advance` for a stage, run its side effects, wait for a wake-up or the deadline."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, FailureError, is_cancelled_exception

from contracts.process import Advance, Effect, Effected, ProcessRef, Step, Wake

ADVANCE = "advance"
QUEUES = {
    "bots": "req2pay-bots",
    "files": "req2pay-files",
    "notices": "req2pay-notices",
    "net": "req2pay-net",
}
LOCAL_RETRY = RetryPolicy(initial_interval=timedelta(milliseconds=50), maximum_attempts=2)
# Bounded, then the step is parked for a person: money is never failed automatically, nor retried for ever unseen.
EFFECT_RETRY = RetryPolicy(
    initial_interval=timedelta(seconds=1),
    maximum_interval=timedelta(minutes=1),
    maximum_attempts=8,
    non_retryable_error_types=["FileNotFoundError"],  # announced, but never handed in: no retry brings it
)
LONGEST_WAIT = timedelta(days=30)
AFTER_FAILURE = timedelta(minutes=10)


class Process:
    """Base of the workflows. A wake-up is only a hint: the truth is read at each `advance`."""

    def __init__(self) -> None:
        # Signals of the first task run before the first line of `run`, so everything is initialised here.
        self.wakes = self.seen = 0
        self.failed: str | None = None
        self.ahead: Step | None = None
        """The step of a later stage that was reached together with an earlier one."""

    @workflow.signal(name="wake")
    def wake(self, _: Wake) -> None:
        """Something about the subject happened."""
        self.wakes += 1

    async def complete(self, process: ProcessRef, stage: str) -> None:
        """Repeat a stage until it is done; one that was passed together with an earlier one is done."""
        if self.ahead is not None and self.ahead.stage != stage:
            return
        workflow.set_current_details(stage)
        while True:
            step = await self._next(process, stage)
            # Recorded steps of older versions name no stage: each stage asked for itself.
            if step.stage not in ("", stage):
                self.ahead = step
                return
            if step.done:
                return
            self.failed = await _first_failure(step.effects)
            if step.effects and self.failed is None:
                continue
            if self.failed:
                # Shown to a person by this advance; the side effect is tried again at the next wake-up or deadline.
                step = await self._advance(process, stage)
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(process)
            await self._wait(stage, step)

    async def _next(self, process: ProcessRef, stage: str) -> Step:
        if self.ahead is not None:
            step, self.ahead = self.ahead, None
            return step
        self.seen = self.wakes
        return await self._advance(process, stage)

    async def _wait(self, stage: str, step: Step) -> None:
        timeout = min(timedelta(seconds=step.wait_seconds), LONGEST_WAIT)
        try:
            await workflow.wait_condition(lambda: self.wakes != self.seen, timeout=timeout, timeout_summary=stage)
        except TimeoutError:
            return

    async def _advance(self, process: ProcessRef, stage: str) -> Step:
        """Local first, because it is several times cheaper; a regular activity when the store is out of reach."""
        ask = Advance(process=process, stage=stage, failed=self.failed)
        self.failed = None
        try:
            step: Step = await workflow.execute_local_activity(
                ADVANCE,
                ask,
                result_type=Step,
                schedule_to_close_timeout=timedelta(seconds=5),
                retry_policy=LOCAL_RETRY,
            )
            return step
        except FailureError as error:
            # Exhausted local attempts arrive unwrapped; a cancellation or a defect must not be repeated.
            root = error.cause if isinstance(error, ActivityError) else error
            if is_cancelled_exception(error) or (isinstance(root, ApplicationError) and root.non_retryable):
                raise
        try:
            fallback: Step = await workflow.execute_activity(
                ADVANCE,
                ask,
                result_type=Step,
                start_to_close_timeout=timedelta(seconds=30),
                retry_policy=EFFECT_RETRY,
                summary=stage,
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            # `doctor` and Temporal's pages show the failing process; the store decides again a little later.
            return Step(stage=stage, wait_seconds=AFTER_FAILURE.total_seconds())
        return fallback


async def _first_failure(effects: tuple[Effect, ...]) -> str | None:
    """Run side effects one after the other; the name of the first whose retries ended, if any."""
    for effect in effects:
        try:
            await workflow.execute_activity(
                effect.activity,
                effect,
                result_type=Effected,
                task_queue=QUEUES[effect.queue],
                start_to_close_timeout=timedelta(minutes=2),
                heartbeat_timeout=timedelta(seconds=30),
                retry_policy=EFFECT_RETRY,
                summary=effect.activity,
            )
        except ActivityError as error:
            if is_cancelled_exception(error):
                raise
            return effect.activity
    return None
