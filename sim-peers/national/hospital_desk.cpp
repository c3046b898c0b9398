#include "sim-peers/national/hospital_desk.hpp"

#include "sim-peers/zip.hpp"

#include <algorithm>
#include <set>

namespace clearing::peers::national {
namespace {

namespace asio = boost::asio;

constexpr std::size_t rows_in_a_message = 100;

Json under(const char* name, Json value) {
    Json input = Json::object();
    input.set(name, std::move(value));
    return input;
}

Json month_of(const std::string& day) {
    Json data = Json::object();
    data.set("trt_year", day.substr(0, 4)).set("trt_month", day.substr(5, 2));
    return data;
}

bool names(const Json& list, const std::string& id) {
    return std::ranges::any_of(list.items(), [&](const Json& one) { return one.text() == id; });
}

bool has_failed(const Json& output) {
    return output.has("error");
}

}  // namespace

asio::awaitable<Json> HospitalDesk::ask(std::string infno, const Asked& asked, Json input) {
    Request request;
    request.infno = infno;
    request.msgid = asked.institution + clock_.compact() + "R" + std::to_string(++serial_ % 1000);
    request.treatment_division = "330200";
    request.insured_division = "";
    request.institution = asked.institution;
    request.input = std::move(input);
    std::string body = write_request(request, "宁波医院", clock_.now()).write();
    auto sending = sender_.send(std::move(body));
    const Exchange exchange = co_await std::move(sending);
    if (exchange.reply && exchange.reply->ok) {
        Json output = exchange.reply->output;
        if (!output.is_object()) output = Json::object();
        output.set("asked_as", request.msgid);
        co_return output;
    }
    co_return under("error", infno + ": " + (exchange.reply ? exchange.reply->err_msg : exchange.failure));
}

asio::awaitable<Json> HospitalDesk::totals(const Asked& asked) {
    std::set<std::pair<std::string, std::string>> cells;
    for (const HospitalLine& line : asked.lines)
        cells.emplace(line.insurance_type, line.clearing_type);
    Json rows = Json::array();
    for (const auto& [insurance_type, clearing_type] : cells) {
        std::vector<HospitalLine> of_cell;
        for (const HospitalLine& line : asked.lines)
            if (line.insurance_type == insurance_type && line.clearing_type == clearing_type) of_cell.push_back(line);
        Json data = totals_input(of_cell, asked.begin, asked.end);
        data.set("insutype", insurance_type).set("clr_type", clearing_type);
        auto asking = ask("3201", asked, under("data", std::move(data)));
        const Json output = co_await std::move(asking);
        if (has_failed(output)) co_return output;
        Json row = Json::object();
        row.set("insutype", insurance_type).set("clr_type", clearing_type);
        row.set("stmt_rslt", output["stmtinfo"].text("stmt_rslt"));
        rows.push(std::move(row));
    }
    co_return under("totals", std::move(rows));
}

asio::awaitable<Json> HospitalDesk::details(const Asked& asked) {
    Json upload = Json::object();
    upload.set("in", to_base64(zipped("detail.txt", details_text(asked.lines))));
    upload.set("filename", "detail.txt.zip").set("fixmedins_code", asked.institution);
    auto uploading = ask("9101", asked, under("fsUploadIn", std::move(upload)));
    const Json uploaded = co_await std::move(uploading);
    if (has_failed(uploaded)) co_return uploaded;

    Json data = totals_input(asked.lines, asked.begin, asked.end);
    data.set("file_qury_no", uploaded.text("file_qury_no"));
    auto comparing = ask("3202", asked, under("data", std::move(data)));
    const Json compared = co_await std::move(comparing);
    if (has_failed(compared)) co_return compared;

    Json download = Json::object();
    download.set("file_qury_no", compared["fileinfo"].text("file_qury_no"));
    download.set("filename", compared["fileinfo"].text("filename")).set("fixmedins_code", "plc");
    auto downloading = ask("9102", asked, under("fsDownloadIn", std::move(download)));
    const Json downloaded = co_await std::move(downloading);
    if (has_failed(downloaded)) co_return downloaded;
    const auto archive = from_base64(downloaded["fsDownloadOut"].text("out"));
    const auto text = archive ? unzipped(*archive) : std::nullopt;
    if (!text) co_return under("error", "9102: the result file does not open");
    co_return under("details", read_details_result(*text));
}

/// Every line that 3260 lists and our book holds alike is confirmed; the others are refused.
asio::awaitable<Json> HospitalDesk::confirm(const Asked& asked) {
    Json messages = Json::array();
    for (long long first = 1;; first += static_cast<long long>(rows_in_a_message)) {
        Json data = month_of(asked.begin);
        data.set("startrow", Json::number(first));
        auto listing = ask("3260", asked, under("data", std::move(data)));
        const Json listed = co_await std::move(listing);
        if (has_failed(listed)) co_return listed;
        Json rows = Json::array();
        for (const Json& line : listed["data"].items()) {
            const std::string id = line.text("setl_sn");
            const auto own = std::ranges::find(asked.lines, id, &HospitalLine::settlement_id);
            const bool same = own != asked.lines.end() && read_fen(line.text("medfee_sumamt")) == own->total;
            Json row = Json::object();
            for (const char* name :
                 {"certno", "mdtrt_id", "mdtrt_setl_time", "setl_sn", "medfee_sumamt", "optins_pay_sumamt"})
                row.set(name, line[name]);
            row.set("cnfm_flag", same && !names(asked.tamper["refuse"], id) ? "1" : "0");
            rows.push(std::move(row));
        }
        if (rows.items().empty()) break;
        const std::size_t count = rows.items().size();
        Json head = month_of(asked.begin);
        head.set("totalrow", Json::number(static_cast<long long>(count)));
        Json input = under("data", std::move(head));
        input.set("detail", std::move(rows));
        auto confirming = ask("3261", asked, std::move(input));
        const Json confirmed = co_await std::move(confirming);
        if (has_failed(confirmed)) co_return confirmed;
        Json message = Json::object();
        message.set("otransid", confirmed["data"].text("otransid"));
        message.set("rows", Json::number(static_cast<long long>(count)));
        messages.push(std::move(message));
        if (count < rows_in_a_message) break;
    }
    co_return under("confirmed", std::move(messages));
}

asio::awaitable<Json> HospitalDesk::roll_back(const Asked& asked) {
    Json input = month_of(asked.begin);
    input.set("otransid", "0");
    auto rolling = ask("3262", asked, std::move(input));
    const Json rolled = co_await std::move(rolling);
    if (has_failed(rolled)) co_return rolled;
    co_return under("rolled_back", rolled["data"]["totalrow"]);
}

asio::awaitable<Json> HospitalDesk::reconcile(Json order) {
    Asked asked{order.text("institution"), order.text("begin"), order.text("end"), {}, order["tamper"]};
    for (HospitalLine line : book_.lines(asked.institution, asked.begin, asked.end)) {
        if (names(asked.tamper["lose"], line.settlement_id)) continue;
        if (asked.tamper.text("amount") == line.settlement_id) line.total += Fen{100};
        asked.lines.push_back(std::move(line));
    }
    Json result = Json::object();
    for (const Json& what : order["do"].items()) {
        const std::string name = what.text();
        Json part = under("error", "unknown step " + name);
        if (name == "totals") part = co_await totals(asked);
        if (name == "details") part = co_await details(asked);
        if (name == "confirm") part = co_await confirm(asked);
        if (name == "roll_back") part = co_await roll_back(asked);
        for (const auto& [key, value] : part.members())
            result.set(key, value);
        if (has_failed(part)) break;
    }
    co_return result;
}

}  // namespace clearing::peers::national
