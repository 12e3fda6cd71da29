'use strict';
// The take-along player: keeps time and place through one massage, from one file, without any network.
// Upper half: pure functions of the data and the time, tested by tests/export/player_test.mjs. Lower half: the screen.
// Written for old phones (ES2018). Nothing here can add force, time or places to what the file was made with.

(function () {
  const kSleepGap_s = 5;        // a longer silence between two ticks means the phone slept: wait at the last second
  const kBackGrace_s = 3;       // "back" within so short a time of a step's start means the step before
  const kGravity_m_s2 = 9.80665;
  const kDayPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/;

  // ---------------------------------------------------------------------------------------------- pure functions

  /** "{name}" in a sentence of the words table, replaced. */
  function fill(sentence, values) {
    return sentence.replace(/\{(\w+)\}/g, function (whole, name) {
      return Object.prototype.hasOwnProperty.call(values, name) ? String(values[name]) : whole;
    });
  }

  function two(number) { return (number < 10 ? '0' : '') + number; }

  /** The calendar day the device's own wall clock shows: "YYYY-MM-DD". */
  function localDay(date) { return date.getFullYear() + '-' + two(date.getMonth() + 1) + '-' + two(date.getDate()); }

  /** Whether a page screened at an ISO moment may be played at `now`: 'fresh', 'expired' or 'clock' (a day too early).
      Text that is no moment counts as expired. */
  function freshness(screened_at, now) {
    if (typeof screened_at !== 'string' || !kDayPattern.test(screened_at)) { return 'expired'; }
    const made = screened_at.slice(0, 10);
    const today = localDay(now);
    if (today === made) { return 'fresh'; }
    return today < made ? 'clock' : 'expired';
  }

  /** Index of the stroke under way at t_s; the last one from the end on. */
  function strokeIndexAt(strokes, t_s) {
    let found = 0;
    for (let i = 0; i < strokes.length; i += 1) {
      if (strokes[i].start_s <= t_s) { found = i; }
    }
    return found;
  }

  /** "1:05"; whole seconds, rounded up so that 0:00 is really over. */
  function clockText(seconds_s) {
    const whole_s = Math.max(0, Math.ceil(seconds_s - 1e-6));
    return Math.floor(whole_s / 60) + ':' + two(whole_s % 60);
  }

  function timeAfterBack(strokes, t_s) {
    const index = strokeIndexAt(strokes, t_s);
    if (t_s - strokes[index].start_s > kBackGrace_s || index === 0) { return strokes[index].start_s; }
    return strokes[index - 1].start_s;
  }

  function timeAfterSkip(strokes, t_s, total_s) {
    const index = strokeIndexAt(strokes, t_s);
    return index + 1 < strokes.length ? strokes[index + 1].start_s : total_s;
  }

  /** Moves a playing state on by elapsed_s of wall time. A gap as of sleep, or a clock set back, pauses instead. */
  function advance(state, elapsed_s, total_s) {
    if (!state.running) { return state; }
    if (!(elapsed_s >= 0) || elapsed_s > kSleepGap_s) { return Object.assign({}, state, { running: false, slept: true }); }
    const t_s = Math.min(total_s, state.t_s + elapsed_s);
    return Object.assign({}, state, { t_s: t_s, running: t_s < total_s, finished: t_s >= total_s });
  }

  function most(numbers) { return numbers.length ? Math.max.apply(null, numbers) : 0; }

  /** The words for a force, from rows [{up_to_N, words}], lightest first. */
  function wordsForForce(force_N, rows) {
    const row = rows.find(function (candidate) { return force_N <= candidate.up_to_N; });
    return (row || rows[rows.length - 1]).words;
  }

  /** "words (about 1 kg on a kitchen scale)" as its two parts; the second empty where there is none. */
  function splitForceWords(text) {
    const parts = /^(.*?)\s*\((.*)\)\s*$/.exec(text);
    return parts ? [parts[1], parts[2]] : [text, ''];
  }

  /** A stroke's force after `count` taps of "lighter": newtons per hand, class, whether it was lowered and whether that is
      the lowest. `levels`, lightest first: {level, force_N}. Newtons shrink by the ratio of the two classes, never grow. */
  function lighterForce(stroke, count, levels) {
    const asked_N = Math.max(most(stroke.force_N || []), most(stroke.force_left_N || []));
    const from = levels.findIndex(function (row) { return row.level === stroke.level; });
    if (asked_N === 0 || from < 0) { return { force_N: asked_N, level: stroke.level, lowered: false, lowest: true }; }
    const to = Math.max(0, from - Math.max(0, count));
    const force_N = Math.min(asked_N, asked_N * levels[to].force_N / levels[from].force_N);
    return { force_N: force_N, level: levels[to].level, lowered: to < from, lowest: to === 0 };
  }

  /** Whether one more tap of "lighter" would lower this stroke or a later one. */
  function canLighten(strokes, index, count, levels) {
    return strokes.slice(index).some(function (stroke) { return !lighterForce(stroke, count, levels).lowest; });
  }

  /** Newtons as a kitchen scale shows them, rounded down: "900 g", "2.1 kg". */
  function scaleText(force_N) {
    const kg = force_N / kGravity_m_s2;
    return kg < 1 ? Math.floor(kg * 20) * 50 + ' g' : (Math.floor(kg * 10) / 10).toFixed(1) + ' kg';
  }

  /** Linear between samples [[key, value], ...] in rising order of key; the end values beyond them. */
  function sample(table, key) {
    if (key <= table[0][0]) { return table[0][1]; }
    for (let i = 1; i < table.length; i += 1) {
      if (key <= table[i][0]) {
        const ratio = (key - table[i - 1][0]) / (table[i][0] - table[i - 1][0]);
        return table[i - 1][1] + ratio * (table[i][1] - table[i - 1][1]);
      }
    }
    return table[table.length - 1][1];
  }

  /** A chart point in units of the drawing. */
  function toDrawing(point, drawing) {
    return [drawing.x0 + point[0] * sample(drawing.half_width, point[1]), drawing.y0 + point[1] * drawing.y_per_along];
  }

  function pathLength_m(path, body) {
    let length_m = 0;
    for (let i = 1; i < path.length; i += 1) {
      const dx = path[i][0] * sample(body.half_width_m, path[i][1]) - path[i - 1][0] * sample(body.half_width_m, path[i - 1][1]);
      const dy = (path[i][1] - path[i - 1][1]) * body.length_m;
      length_m += Math.sqrt(dx * dx + dy * dy);
    }
    return length_m;
  }

  /** How long the hand takes once along its path, in seconds. */
  function passPeriod_s(stroke, body) {
    if (stroke.speed_m_s) {
      const length_m = pathLength_m(stroke.path, body);
      if (length_m > 0) { return length_m / stroke.speed_m_s; }
    }
    if (stroke.dwell_s) { return stroke.dwell_s * Math.max(1, stroke.path.length); }
    return stroke.duration_s / Math.max(1, stroke.repetitions_count);
  }

  /** Time between two ticks, in seconds; 0: no tick (holds, pauses). */
  function tickPeriod_s(stroke, body) {
    if (stroke.tempo_Hz) { return 1 / stroke.tempo_Hz; }
    return stroke.speed_m_s ? passPeriod_s(stroke, body) : 0;
  }

  /** Where along its path the hand is, u_s into the stroke: a chart point, or null where the path is empty. */
  function placeAt(path, u_s, period_s, steps) {
    if (!path || path.length === 0) { return null; }
    if (path.length === 1 || !(period_s > 0)) { return path[0]; }
    const ratio = (u_s % period_s) / period_s;
    if (steps) { return path[Math.min(path.length - 1, Math.floor(ratio * path.length))]; }
    const spot = ratio * (path.length - 1);
    const i = Math.min(path.length - 2, Math.floor(spot));
    const f = spot - i;
    return [path[i][0] + f * (path[i + 1][0] - path[i][0]), path[i][1] + f * (path[i + 1][1] - path[i][1])];
  }

  /** The state to keep over a reload, as text, and back; null where the text is of another page, broken or impossible. */
  function stateToText(state, key) {
    return JSON.stringify({ key: key, t_s: state.t_s, lighter_count: state.lighter_count, blocked: !!state.blocked });
  }
  function stateFromText(text, key, total_s) {
    let kept = null;
    try { kept = JSON.parse(text); } catch (error) { return null; }
    if (!kept || kept.key !== key || typeof kept.t_s !== 'number' || !(kept.t_s >= 0 && kept.t_s <= total_s)) { return null; }
    const count = kept.lighter_count;
    if (typeof count !== 'number' || !(count >= 0) || count !== Math.floor(count)) { return null; }
    return { t_s: kept.t_s, lighter_count: count, blocked: kept.blocked === true, running: false };
  }

  /** What a key does: 'pause', 'back', 'skip', 'lighter', 'stop' or ''. */
  function actionOfKey(key) {
    const actions = { ' ': 'pause', Spacebar: 'pause', ArrowRight: 'skip', ArrowLeft: 'back', l: 'lighter', L: 'lighter',
      s: 'stop', S: 'stop', Escape: 'stop', Esc: 'stop' };
    return Object.prototype.hasOwnProperty.call(actions, key) ? actions[key] : '';
  }

  const kPure = { fill: fill, localDay: localDay, freshness: freshness, strokeIndexAt: strokeIndexAt, clockText: clockText,
    timeAfterBack: timeAfterBack, timeAfterSkip: timeAfterSkip, advance: advance, lighterForce: lighterForce,
    wordsForForce: wordsForForce, splitForceWords: splitForceWords,
    canLighten: canLighten, scaleText: scaleText, sample: sample,
    toDrawing: toDrawing, pathLength_m: pathLength_m, passPeriod_s: passPeriod_s, tickPeriod_s: tickPeriod_s, placeAt: placeAt,
    stateToText: stateToText, stateFromText: stateFromText, actionOfKey: actionOfKey };
  if (typeof module !== 'undefined') { module.exports = kPure; }
  if (typeof document === 'undefined') { return; }

  // ------------------------------------------------------------------------------------------------- the screen

  const data = JSON.parse(document.getElementById('data').textContent);
  const kPathWidth_ratio = 0.018;  // marks on the map, in widths of the drawing
  const kDotRadius_ratio = 0.04;
  const words = data.words;
  const strokes = data.strokes;
  const total_s = data.total_s;
  const still = !!(window.matchMedia && window.matchMedia('(prefers-reduced-motion: reduce)').matches);
  let state = { t_s: 0, lighter_count: 0, running: false, blocked: false };
  let screen = '';
  let shown_index = -1;
  let last_tick_index = -1;
  let last_beat_ms = 0;
  let last_kept_s = -1;
  let sound = true;
  let audio = null;
  let wake_lock = null;

  function at(id) { return document.getElementById(id); }
  function say(id, text) { const node = at(id); if (node.textContent !== text) { node.textContent = text; } }
  function list(id, lines) {
    const node = at(id);
    node.textContent = '';
    (lines || []).forEach(function (line) {
      const item = document.createElement('li');
      item.textContent = line;
      node.appendChild(item);
    });
  }
  function show(name) {
    screen = name;
    ['start', 'play', 'over'].forEach(function (id) { at(id).hidden = id !== name; });
    if (name === 'over') { at('over-title').focus(); }
    window.scrollTo(0, 0);
  }

  function keep() {
    try { window.localStorage.setItem('unknot.page', stateToText(state, data.key)); } catch (error) { /* private mode: no memory */ }
  }
  function forget() {
    try { window.localStorage.removeItem('unknot.page'); } catch (error) { /* nothing was kept */ }
  }
  function remembered() {
    try { return stateFromText(window.localStorage.getItem('unknot.page') || '', data.key, total_s); } catch (error) { return null; }
  }

  function stayAwake(wanted) {
    if (!wanted) {
      if (wake_lock) { wake_lock.release().catch(function () {}); wake_lock = null; }
    } else if (navigator.wakeLock && !wake_lock) {
      navigator.wakeLock.request('screen').then(function (lock) {
        wake_lock = lock;
        lock.addEventListener('release', function () { wake_lock = null; });
      }).catch(function () { /* low battery or not allowed: the page plays on */ });
    }
  }

  function tone(pitch_Hz, length_s, loudness_ratio) {
    if (!sound || !audio) { return; }
    try {
      const source = audio.createOscillator();
      const gain = audio.createGain();
      const from_s = audio.currentTime;
      source.frequency.value = pitch_Hz;
      gain.gain.setValueAtTime(loudness_ratio, from_s);
      gain.gain.exponentialRampToValueAtTime(0.001, from_s + length_s);
      source.connect(gain);
      gain.connect(audio.destination);
      source.start(from_s);
      source.stop(from_s + length_s);
    } catch (error) { audio = null; }
  }
  function openSound() {
    const Kind = window.AudioContext || window.webkitAudioContext;
    try {
      if (!audio && Kind) { audio = new Kind(); }
      if (audio && audio.state === 'suspended') { audio.resume(); }
    } catch (error) { audio = null; }
  }

  function polyline(path) {
    return path.map(function (point) {
      return toDrawing(point, data.body.drawing).map(function (v) { return v.toFixed(1); }).join(',');
    }).join(' ');
  }
  function shape(name, attributes) {
    const node = document.createElementNS('http://www.w3.org/2000/svg', name);
    Object.keys(attributes).forEach(function (key) { node.setAttribute(key, attributes[key]); });
    return node;
  }
  function drawPaths(stroke) {
    const layer = document.querySelector('.play-map .overlay');
    const width = layer.ownerSVGElement.viewBox.baseVal.width;
    layer.textContent = '';
    [stroke.path, stroke.path_left].forEach(function (path, which) {
      if (!path || path.length === 0) { return; }
      if (path.length > 1) {
        layer.appendChild(shape('polyline', { points: polyline(path), 'class': 'path', 'stroke-width': width * kPathWidth_ratio }));
      }
      if (stroke.dwell_s) {
        path.forEach(function (point) {
          const p = toDrawing(point, data.body.drawing);
          layer.appendChild(shape('circle', { cx: p[0], cy: p[1], r: width * kPathWidth_ratio, 'class': 'path-end' }));
        });
      }
      const radius = width * kDotRadius_ratio;
      layer.appendChild(shape('circle', { cx: 0, cy: 0, r: radius, 'stroke-width': radius / 4, 'class': 'dot', id: 'dot-' + which }));
    });
  }
  function moveDots(stroke) {
    const u_s = state.t_s - stroke.start_s;
    const period_s = passPeriod_s(stroke, data.body);
    [stroke.path, stroke.path_left].forEach(function (path, which) {
      const dot = at('dot-' + which);
      if (!dot) { return; }
      const place = placeAt(path, still && !stroke.dwell_s ? 0 : u_s, period_s, !!stroke.dwell_s);
      const p = toDrawing(place, data.body.drawing);
      dot.setAttribute('cx', p[0].toFixed(1));
      dot.setAttribute('cy', p[1].toFixed(1));
    });
  }

  function fact(term, text, small) {
    if (!text) { return; }
    const list_node = at('facts');
    const dt = document.createElement('dt');
    const dd = document.createElement('dd');
    dt.textContent = term;
    dd.textContent = text;
    if (small) {
      const more = document.createElement('small');
      more.textContent = small;
      dd.appendChild(more);
    }
    list_node.appendChild(dt);
    list_node.appendChild(dd);
  }
  function rhythmText(stroke) {
    const period_s = tickPeriod_s(stroke, data.body);
    if (stroke.dwell_s) { return fill(words.rhythm_hold, { seconds: Math.round(stroke.dwell_s) }); }
    if (!(period_s > 0)) { return ''; }
    return period_s >= 1.5 ? fill(words.rhythm_slow, { seconds: Math.round(period_s) })
      : fill(words.rhythm_quick, { count: Math.round(60 / period_s) });
  }
  function renderFacts(stroke) {
    const force = lighterForce(stroke, state.lighter_count, data.levels);
    at('facts').textContent = '';
    if (stroke.technique !== 'pause') {
      if (force.lowered) {
        const weight = fill(stroke.hand === 'both' ? words.aim_each : words.aim_one, { weight: scaleText(force.force_N) });
        fact(words.force, wordsForForce(force.force_N, data.force_words), weight);
      } else {
        const parts = splitForceWords(stroke.force_words);
        fact(words.force, parts[0], parts[1]);
      }
      fact(words.hands, words.hand[stroke.hand] + ', ' + words.surface[stroke.surface]);
      fact(words.rhythm, rhythmText(stroke));
    }
    fact(words.where, words.station[stroke.station]);
  }
  function renderStroke(index) {
    const stroke = strokes[index];
    shown_index = index;
    last_tick_index = -1;
    say('step-count', fill(words.of, { index: index + 1, count: strokes.length }));
    say('step-name', stroke.name);
    say('cue', stroke.cue);
    say('reason', stroke.reason);
    say('posture', stroke.posture);
    say('source', stroke.sources.join(' · '));
    at('why').hidden = !stroke.reason;
    const next = strokes[index + 1];
    say('next', next ? words.next + ': ' + next.name + ' · ' + clockText(next.duration_s) : words.last_step);
    renderFacts(stroke);
    drawPaths(stroke);
  }
  function render() {
    const index = strokeIndexAt(strokes, state.t_s);
    const stroke = strokes[index];
    if (index !== shown_index) { renderStroke(index); }
    say('countdown', clockText(stroke.start_s + stroke.duration_s - state.t_s));
    say('left', fill(words.left, { time: clockText(total_s - state.t_s) }));
    at('progress').value = state.t_s / total_s;
    at('play').className = state.running ? '' : 'paused';
    say('pause', state.running ? words.pause : words.resume);
    moveDots(stroke);
  }
  function tick(stroke) {
    const period_s = tickPeriod_s(stroke, data.body);
    if (!(period_s > 0)) { return; }
    const index = Math.floor((state.t_s - stroke.start_s) / period_s);
    if (index !== last_tick_index) {
      last_tick_index = index;
      tone(660, 0.06, 0.18);
    }
  }

  function beat() {
    const now_ms = Date.now();
    const elapsed_s = (now_ms - last_beat_ms) / 1000;
    last_beat_ms = now_ms;
    if (screen !== 'play') { return; }
    if (state.running) {
      const before = strokeIndexAt(strokes, state.t_s);
      state = advance(state, elapsed_s, total_s);
      if (state.slept) {
        state.slept = false;
        pause(words.slept);
      } else if (state.finished) {
        end(words.done);
        return;
      } else {
        const index = strokeIndexAt(strokes, state.t_s);
        if (index !== before) { tone(880, 0.35, 0.25); say('notice', ''); }
        render();
        tick(strokes[index]);
        if (Math.floor(state.t_s) !== last_kept_s) { last_kept_s = Math.floor(state.t_s); keep(); }
      }
    }
    render();
  }

  // The page is only good on its own day: asked at every beginning, going on and return, never in the middle of a stroke.
  function stillToday() {
    const fresh = freshness(data.screened_at, new Date());
    if (fresh === 'fresh') { return true; }
    state.running = false;
    forget();
    stayAwake(false);
    over(fresh === 'clock' ? words.clock : words.expired, fresh === 'clock' ? words.clock_lead : words.expired_lead, [], false);
    return false;
  }
  function play() {
    if (state.blocked || !stillToday()) { return; }
    openSound();
    show('play');
    state.running = true;
    last_beat_ms = Date.now();
    say('notice', '');
    stayAwake(true);
    render();
  }
  function pause(notice) {
    state.running = false;
    keep();
    stayAwake(false);
    say('notice', notice);
    render();
  }
  function jump(t_s) {
    if (t_s >= total_s) { end(words.done); return; }
    state.t_s = t_s;
    shown_index = -1;
    say('notice', '');
    keep();
    render();
  }
  function lighter() {
    const index = strokeIndexAt(strokes, state.t_s);
    if (!canLighten(strokes, index, state.lighter_count, data.levels)) {
      say('notice', words.lightest);
      return;
    }
    state.lighter_count += 1;
    keep();
    say('notice', words.lighter_done);
    renderFacts(strokes[index]);
  }
  function stop() {
    pause('');
    over(words.stopped, words.stopped_lead, [[words.go_on, play], [words.end_here, function () { end(words.ended); }]], true);
  }
  function end(title) {
    state = { t_s: 0, lighter_count: 0, running: false, blocked: false };
    shown_index = -1;
    forget();
    stayAwake(false);
    tone(523, 0.8, 0.25);
    over(title, words.done_lead, [[words.again, openStart]], true);
  }
  function block() {
    state.blocked = true;
    keep();
    over(words.blocked, data.recheck.if_yes, [], false);
  }
  function over(title, lead, choices, with_after) {
    say('over-title', title);
    say('over-lead', lead);
    const box = at('over-choices');
    box.textContent = '';
    choices.forEach(function (choice) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = choice[0];
      button.addEventListener('click', choice[1]);
      box.appendChild(button);
    });
    at('after').hidden = !with_after;
    show('over');
  }

  function act(action) {
    if (screen !== 'play') { return; }
    if (action === 'pause') { if (state.running) { pause(words.paused); } else { play(); } }
    if (action === 'back') { jump(timeAfterBack(strokes, state.t_s)); }
    if (action === 'skip') { jump(timeAfterSkip(strokes, state.t_s, total_s)); }
    if (action === 'lighter') { lighter(); }
    if (action === 'stop') { stop(); }
  }

  function openStart() {
    at('recheck-no').setAttribute('aria-pressed', 'false');
    at('begin').disabled = true;
    say('begin-hint', words.begin_hint);
    if (stillToday()) { show('start'); }
  }
  function fillStart() {
    say('start-title', data.title);
    say('start-facts', [fill(words.minutes, { count: Math.round(total_s / 60) }), words.position[data.position], words.place[data.place]].join(' · '));
    say('verdict-title', words.verdict[data.verdict]);
    list('limits', data.limits);
    say('map-caption', data.limits_hatched ? words.map_caption_avoid : words.map_caption);
    at('know').hidden = data.good_to_know.length === 0;
    say('know-title', words.good_to_know);
    list('know-list', data.good_to_know);
    say('prepare-title', words.prepare);
    list('prepare', data.prepare);
    say('consent-title', words.consent);
    say('consent-lead', data.consent.lead);
    list('consent', data.consent.lines);
    say('recheck-title', words.recheck);
    say('recheck-text', data.recheck.question);
    list('recheck-signs', data.recheck.signs);
    say('recheck-no', words.recheck_no);
    say('recheck-yes', words.recheck_yes);
    say('begin', words.begin);
    say('fineprint', data.fineprint);
    say('after-title', words.after);
    say('after-lead', data.aftercare.lead);
    list('after-normal', data.aftercare.normal);
    say('watch-title', words.watch);
    list('after-watch', data.aftercare.watch);
    say('net', data.safety_net);
    say('emergency', data.emergency);
    say('emergency-list', data.emergency_list);
    ['back', 'skip', 'lighter', 'stop'].forEach(function (id) { say(id, words[id]); });
    say('why-title', words.why);
    say('sound', words.sound_on);
  }

  fillStart();
  ['back', 'pause', 'skip', 'lighter', 'stop'].forEach(function (id) {
    at(id).addEventListener('click', function (event) {
      // After a touch or a mouse the focus goes, so that the space bar means pause again; keyboard users keep theirs.
      if (event.detail > 0) { at(id).blur(); }
      act(id);
    });
  });
  at('recheck-no').addEventListener('click', function () {
    at('recheck-no').setAttribute('aria-pressed', 'true');
    at('begin').disabled = false;
    say('begin-hint', '');
  });
  at('recheck-yes').addEventListener('click', block);
  at('begin').addEventListener('click', function () {
    // Hidden in a moment, but focused until the next frame: a quick Space would press it rather than pause.
    at('begin').blur();
    play();
  });
  at('sound').addEventListener('click', function () {
    sound = !sound;
    say('sound', sound ? words.sound_on : words.sound_off);
  });
  document.addEventListener('keydown', function (event) {
    const action = actionOfKey(event.key);
    if (!action || screen !== 'play' || event.ctrlKey || event.metaKey || event.altKey) { return; }
    // Space on a focused button already presses it; a second meaning would undo the first.
    if (event.key === ' ' && event.target && (event.target.tagName === 'BUTTON' || event.target.tagName === 'SUMMARY')) { return; }
    event.preventDefault();
    act(action);
  });
  document.addEventListener('visibilitychange', function () {
    if (document.visibilityState === 'visible') {
      if (screen === 'start') { stillToday(); }
      if (screen === 'play' && state.running) { beat(); stayAwake(true); }
    }
  });
  window.setInterval(beat, 100);

  const kept = remembered();
  if (stillToday()) {
    if (kept && kept.blocked) {
      state.blocked = true;
      over(words.blocked, data.recheck.if_yes, [], false);
    } else if (kept && kept.t_s > 0) {
      state = kept;
      show('play');
      render();
      say('notice', words.resumed);
    } else {
      openStart();
    }
  }
})();
