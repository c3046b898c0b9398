#pragma once

#include "centres.hpp"
#include "sim-peers/national/envelope.hpp"

#include <string>

namespace clearing::peers::testing {

/// Requests of one Guiyang person's visit in Beilun, as the gateway sends them.
struct Calls {
    std::string insured = "520100", treatment = "330200", institution = "H33020600001";
    const Person* person = nullptr;
    int serial = 0;

    national::Request request(const std::string& infno, const std::string& input, std::string msgid = {}) {
        if (msgid.empty()) msgid = "MSG" + std::to_string(++serial);
        const auto json = Json::parse(input);
        BOOST_REQUIRE_MESSAGE(json, input);
        return {infno, msgid, treatment, insured, institution, "医院", *json};
    }
    std::string who() const {
        return R"("certno":")" + person->cert_no + R"(","psn_name":")" + person->name + R"(","psn_no":")" +
               person->number + "\"";
    }
    national::Request admit() {
        return request("2401",
                       R"({"mdtrtinfo":{)" + who() +
                           R"(,"insutype":"310","med_type":"21","begntime":"2018-10-10 08:00:00"},"diseinfo":[]})");
    }
    national::Request settle(const std::string& infno, const std::string& visit, const std::string& total,
                             std::string msgid = {}) {
        return request(infno,
                       R"({"data":{)" + who() + R"(,"mdtrt_id":")" + visit + R"(","insutype":"310","medfee_sumamt":)" +
                           total +
                           R"(,"fulamt_ownpay_amt":0,"overlmt_selfpay":0,"preselfpay_amt":"0.00","inscp_scp_amt":)" +
                           total + R"(,"acct_used_flag":"0","mid_setl_flag":"0","dscgTime":"2018-10-16"}})",
                       std::move(msgid));
    }
    national::Request cancel(const std::string& visit, const std::string& settlement, std::string msgid = {}) {
        return request("2305",
                       R"({"data":{"mdtrt_id":")" + visit + R"(","setl_id":")" + settlement + R"(","psn_no":")" +
                           person->number + "\"}}",
                       std::move(msgid));
    }
    national::Request reverse(const std::string& original) {
        return request(
            "2601", R"({"data":{"omsgid":")" + original + R"(","oinfno":"2304","psn_no":")" + person->number + "\"}}");
    }
};

inline std::string code(const Json& answer) {
    const std::string text = answer.text("err_msg");
    return answer.text("infcode") == "0" ? "ok" : text.substr(1, 6);
}

}  // namespace clearing::peers::testing
