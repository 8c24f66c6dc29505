/** Makes the metrics that `names.ts` lists, so that there can be no other. @module */

import { Counter, Gauge, Histogram, Registry } from "@prometheus-io/client";
import { METRICS, type MetricName } from "./names.ts";

type NamesOf<Kind> = {
  [Name in MetricName]: (typeof METRICS)[Name]["kind"] extends Kind ? Name : never;
}[MetricName];

type LabelsOf<Name extends MetricName> = (typeof METRICS)[Name]["labels"][number];

export type Instruments = {
  readonly registry: Registry;
  readonly counter: <Name extends NamesOf<"counter">>(name: Name) => Counter<LabelsOf<Name>>;
  readonly gauge: <Name extends NamesOf<"gauge">>(name: Name) => Gauge<LabelsOf<Name>>;
  readonly histogram: <Name extends NamesOf<"histogram">>(name: Name) => Histogram<LabelsOf<Name>>;
};

/** Each is to be made once. */
export function createInstruments(): Instruments {
  const registry = new Registry();
  const settings = <Name extends MetricName>(name: Name) => {
    const { help, labels } = METRICS[name];
    const labelNames: LabelsOf<Name>[] = [...labels];
    return { name, help, labelNames, registers: [registry] };
  };
  return {
    registry,
    counter: (name) => new Counter(settings(name)),
    gauge: (name) => new Gauge(settings(name)),
    histogram: (name) => new Histogram({ ...settings(name), buckets: [...METRICS[name].buckets] }),
  };
}
