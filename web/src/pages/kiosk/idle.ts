import { onMounted, onScopeDispose, ref, watch, type Ref } from 'vue';

/** After so long without a touch a visitor has gone. */
export const idleSeconds = 20;

/** Counts down while `counts`, anew at any touch or key. */
export const useIdle = (counts: () => boolean, onOver: () => void): Readonly<Ref<number>> => {
  const left = ref(idleSeconds);
  const anew = (): void => {
    left.value = idleSeconds;
  };
  watch(counts, anew);
  const tick = (): void => {
    if (!counts()) return;
    left.value -= 1;
    if (left.value <= 0) {
      anew();
      onOver();
    }
  };
  const touches = ['pointerdown', 'keydown', 'wheel'] as const;
  const timer = setInterval(tick, 1_000);
  onMounted(() => touches.forEach((name) => document.addEventListener(name, anew, true)));
  onScopeDispose(() => {
    clearInterval(timer);
    touches.forEach((name) => document.removeEventListener(name, anew, true));
  });
  return left;
};
