#pragma once

#include "adapters/national_format/envelope.hpp"

#include <boost/test/unit_test.hpp>

namespace clearing::testing {

/// A request across regions: treated in Ningbo, insured in Pudong.
inline std::string request_text(const std::string& infno, const std::string& input,
                                const std::string& message = "H33020300001202411051030000001",
                                const std::string& insured = "310115") {
    return R"({"infno":")" + infno + R"(","msgid":")" + message + R"(","mdtrtarea_admvs":"330200","insuplc_admdvs":")" +
           insured +
           R"(","infver":"V1.0","opter":"01","fixmedins_code":"H33020300001","fixmedins_name":"测试医院","sign_no":null,"input":)" +
           input + "}";
}

inline national_format::RequestEnvelope request(const std::string& infno, const std::string& input) {
    auto envelope = national_format::read_request(request_text(infno, input));
    BOOST_TEST_REQUIRE(envelope.has_value());
    return std::move(*envelope);
}

inline json::Value document(const std::string& text) {
    auto value = json::parse(text);
    BOOST_TEST_REQUIRE(value.has_value(), text);
    return std::move(*value);
}

inline const std::string claim_data =
    R"("psn_no":"P1","mdtrt_cert_type":"02","mdtrt_cert_no":"310115196001010011","psn_cert_type":"01",)"
    R"("certno":"310115196001010011","psn_name":"测试甲","insutype":"310","mdtrt_id":"V1")";

inline const std::string settled =
    R"({"setlinfo":{"mdtrt_id":"TV1","setl_id":"TS1","setl_time":"2024-11-05 10:30:01","medfee_sumamt":69.6,)"
    R"("hifp_pay":50,"fund_pay_sumamt":50.00,"psn_part_amt":"19.60","acct_pay":10,"psn_cash_pay":9.6,"hosp_part_amt":0,)"
    R"("medins_setl_id":"OURMSG","psn_no":"P1","insutype":"310","clr_type":"11"},"setldetail":[]})";

}  // namespace clearing::testing
