#include "tests/bench/load/figures.hpp"

#include <algorithm>
#include <functional>

#include <fmt/format.h>

namespace clearing::bench {

Json decimal(double value, int digits) {
    return Json::number(fmt::format("{:.{}f}", value, digits));
}

void WorkedTimes::read(const Json& answer) {
    const auto take = [](const Json& rows, ByBill& into) {
        for (const Json& row : rows.items())
            into[row.items()[0].text()] = static_cast<double>(row.items()[1].integer());
    };
    take(answer["quote"], quotes_);
    take(answer["settle"], settlements_);
}

double WorkedTimes::of(const Sample& sample) const {
    const ByBill& stamps = sample.quote ? quotes_ : settlements_;
    const auto found = stamps.find(sample.bill);
    return found == stamps.end() ? 0 : found->second;
}

Json percentiles(std::vector<double> microseconds) {
    std::ranges::sort(microseconds);
    const auto at = [&](double share) {
        if (microseconds.empty()) return Json::number(0);
        const auto place = static_cast<std::size_t>(share * static_cast<double>(microseconds.size()));
        return decimal(microseconds[std::min(place, microseconds.size() - 1)] / 1000, 2);
    };
    Json json = Json::object();
    json.set("count", Json::number(static_cast<long long>(microseconds.size())));
    json.set("p50", at(0.5)).set("p99", at(0.99)).set("p99_9", at(0.999)).set("max", at(1));
    return json;
}

Json latencies(const std::vector<Sample>& samples, const WorkedTimes& worked) {
    using Wanted = std::function<bool(const Sample&)>;
    const std::pair<const char*, Wanted> parts[] = {
        {"all", [](const Sample&) { return true; }},
        {"quotes", [](const Sample& sample) { return sample.quote; }},
        {"settlements", [](const Sample& sample) { return !sample.quote; }},
        {"visitors", [](const Sample& sample) { return sample.visitor; }},
        {"residents", [](const Sample& sample) { return !sample.visitor; }},
    };
    Json json = Json::object();
    for (const auto& [name, is_wanted] : parts) {
        std::vector<double> answered, added, peer;
        for (const Sample& sample : samples) {
            if (!is_wanted(sample)) continue;
            const double own = worked.of(sample);
            answered.push_back(sample.microseconds);
            added.push_back(std::max(0.0, sample.microseconds - own));
            peer.push_back(own);
        }
        Json part = Json::object();
        part.set("answered_ms", percentiles(std::move(answered))).set("added_ms", percentiles(std::move(added)));
        part.set("peer_ms", percentiles(std::move(peer)));
        json.set(name, std::move(part));
    }
    return json;
}

}  // namespace clearing::bench
