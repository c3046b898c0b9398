#pragma once

#include "adapters/yangtze_delta/parties.hpp"
#include "adapters/yangtze_delta/reading.hpp"
#include "adapters/yangtze_delta/wire.hpp"
#include "gateway/domain/visit.hpp"

#include <span>
#include <vector>

namespace clearing::yangtze_delta {

void write(const Diagnosis& diagnosis, wire::Diagnosis& out);
Diagnosis read(const wire::Diagnosis& in, Reading& reading);

/// On Delta a visit is named by the treatment side's id, also when it is opened: `request.visit`.
void write(const VisitRequest& request, const Parties& parties, wire::VisitRequest& out);
Between<VisitRequest> read(const wire::VisitRequest& in, Reading& reading);

void write(const VisitAnswer& answer, wire::VisitAnswer& out);
VisitAnswer read(const wire::VisitAnswer& in, Reading& reading);

}  // namespace clearing::yangtze_delta
