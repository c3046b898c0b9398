#include "gateway/services/mapping/timeline.hpp"

#include <algorithm>

namespace clearing::mapping {

const ports::MappingActivation* in_force(const Timeline& timeline, Instant now) {
    const ports::MappingActivation* found = nullptr;
    for (const ports::MappingActivation& activation : timeline)
        if (activation.withdrawn_by.empty() && activation.effective_at <= now) found = &activation;
    return found;
}

const ports::MappingActivation* before_it(const Timeline& timeline, const ports::MappingActivation& present) {
    const ports::MappingActivation* found = nullptr;
    for (const ports::MappingActivation& activation : timeline) {
        if (&activation == &present || activation.no == present.no) break;
        if (activation.withdrawn_by.empty() && activation.version != present.version) found = &activation;
    }
    return found;
}

std::vector<long long> planned(const Timeline& timeline, Instant now) {
    std::vector<long long> numbers;
    for (const ports::MappingActivation& activation : timeline)
        if (activation.withdrawn_by.empty() && activation.effective_at > now) numbers.push_back(activation.no);
    return numbers;
}

long long last_number(const Timeline& timeline) {
    long long last = 0;
    for (const ports::MappingActivation& activation : timeline)
        last = std::max(last, activation.no);
    return last;
}

}  // namespace clearing::mapping
