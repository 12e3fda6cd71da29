// Keeps the screen on while the massage plays. Denied or unknown to the browser: the page says so and plays on.

export interface WakeLock { set(on: boolean): void }

export function create_wake_lock(tell: (held: boolean) => void): WakeLock {
  let wanted = false;
  let lock: WakeLockSentinel | null = null;

  async function take(): Promise<void> {
    if (!wanted || lock || document.visibilityState !== 'visible') return;
    if (!('wakeLock' in navigator)) return tell(false);
    try {
      lock = await navigator.wakeLock.request('screen');
      lock.addEventListener('release', () => { lock = null; });
      tell(true);
      if (!wanted) await give_back();
    } catch {
      tell(false); // battery saver, or not a trusted origin
    }
  }
  async function give_back(): Promise<void> {
    const held = lock;
    lock = null;
    await held?.release().catch(() => undefined);
  }

  document.addEventListener('visibilitychange', () => void take());
  return {
    set(on) {
      wanted = on;
      void (on ? take() : give_back());
    },
  };
}
