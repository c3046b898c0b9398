#include "sim-peers/work_stamps.hpp"

namespace clearing::peers {

void WorkStamps::note(std::string_view transaction, std::string bill, TimePoint begin) {
    if (!on_ || bill.empty()) return;
    const auto worked = std::chrono::steady_clock::now() - begin;
    const long long microseconds = std::chrono::duration_cast<std::chrono::microseconds>(worked).count();
    const bool quote = transaction == "quote" || transaction == "2206" || transaction == "2303";
    const bool settle = transaction == "settle" || transaction == "2207" || transaction == "2304";
    if (quote) quotes_.push_back({std::move(bill), microseconds});
    if (settle) settlements_.push_back({std::move(bill), microseconds});
}

Json WorkStamps::take() {
    const auto taken = [](std::vector<Stamp>& stamps) {
        Json rows = Json::array();  // pairs: a repeated message is answered, and stamped, again
        for (Stamp& stamp : stamps) {
            Json row = Json::array();
            row.push(std::move(stamp.bill));
            row.push(Json::number(stamp.microseconds));
            rows.push(std::move(row));
        }
        stamps.clear();
        return rows;
    };
    Json json = Json::object();
    json.set("quote", taken(quotes_)).set("settle", taken(settlements_));
    return json;
}

}  // namespace clearing::peers
