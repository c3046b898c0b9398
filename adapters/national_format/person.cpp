#include "adapters/national_format/person.hpp"

#include "adapters/national_format/extension.hpp"

namespace clearing::national_format {

namespace {

constexpr auto request_table = std::to_array<TextField<PersonRequest>>({
    {{.name = "psn_no", .length = 30}, text<&PersonRequest::person, &Person::number>},
    {{.name = "mdtrt_cert_type", .length = 6}, text<&PersonRequest::person, &Person::voucher_type>},
    // 50 in the text; an e-credential's token is longer
    {{.name = "mdtrt_cert_no", .length = 500}, text<&PersonRequest::person, &Person::voucher_no>},
    {{.name = "card_sn", .length = 64}, text<&PersonRequest::person, &Person::card_sn>},
    {{.name = "psn_cert_type", .length = 6, .need = Need::across_regions},
     text<&PersonRequest::person, &Person::cert_type>},
    {{.name = "certno", .length = 50, .need = Need::across_regions}, text<&PersonRequest::person, &Person::cert_no>},
    {{.name = "psn_name", .length = 50, .need = Need::across_regions}, text<&PersonRequest::person, &Person::name>},
    {{.name = "psn_type", .length = 6}, text<&PersonRequest::person, &Person::person_type>},
    {{.name = "begntime", .length = 19, .shape = Shape::time}, text<&PersonRequest::at_date>},
});

constexpr auto base_table = std::to_array<TextField<PersonAnswer>>({
    {{.name = "psn_no", .length = 30, .need = Need::required}, text<&PersonAnswer::person, &Person::number>},
    {{.name = "psn_cert_type", .length = 6, .tolerance = Tolerance::carry},
     text<&PersonAnswer::person, &Person::cert_type>},
    {{.name = "certno"}, text<&PersonAnswer::person, &Person::cert_no>},
    {{.name = "psn_name", .need = Need::required}, text<&PersonAnswer::person, &Person::name>},
    {{.name = "gend", .length = 6, .tolerance = Tolerance::carry}, text<&PersonAnswer::person, &Person::gender>},
    {{.name = "naty", .length = 3, .tolerance = Tolerance::carry}, text<&PersonAnswer::person, &Person::nationality>},
    {{.name = "brdy", .length = 19, .shape = Shape::time, .tolerance = Tolerance::carry},
     text<&PersonAnswer::person, &Person::birth_date>},
    {{.name = "age", .length = 8, .shape = Shape::number, .tolerance = Tolerance::carry},
     text<&PersonAnswer::person, &Person::age>},
});

constexpr auto insurance_table = std::to_array<TextField<Insurance>>({
    {{.name = "insutype", .length = 6, .need = Need::required}, text<&Insurance::type>},
    {{.name = "psn_type", .length = 6, .tolerance = Tolerance::carry}, text<&Insurance::person_type>},
    {{.name = "psn_insu_stas", .length = 6, .tolerance = Tolerance::carry}, text<&Insurance::status>},
    // Some write the division of the village, twelve digits; the first six are its county, which routes know.
    {{.name = "insuplc_admdvs", .length = 6, .tolerance = Tolerance::cut}, text<&Insurance::insured_division>},
    {{.name = "balc", .length = 20, .shape = Shape::number, .tolerance = Tolerance::carry}, text<&Insurance::balance>},
    {{.name = "cvlserv_flag", .length = 3, .tolerance = Tolerance::carry}, text<&Insurance::civil_servant>},
    {{.name = "psn_insu_date", .length = 19, .shape = Shape::time, .tolerance = Tolerance::carry},
     text<&Insurance::begin_date>},
    {{.name = "paus_insu_date", .length = 19, .shape = Shape::time, .tolerance = Tolerance::carry},
     text<&Insurance::end_date>},
    {{.name = "emp_name", .length = 200, .tolerance = Tolerance::cut}, text<&Insurance::employer>},
});

constexpr auto entitlement_request_table = std::to_array<TextField<EntitlementRequest>>({
    {{.name = "psn_no", .length = 30, .need = Need::required}, text<&EntitlementRequest::person, &Person::number>},
    {{.name = "insutype", .length = 6, .need = Need::required}, text<&EntitlementRequest::insurance_type>},
    {{.name = "med_type", .length = 6, .need = Need::required}, text<&EntitlementRequest::med_type>},
    {{.name = "begntime", .length = 19, .need = Need::required, .shape = Shape::time},
     text<&EntitlementRequest::begin_time>},
    {{.name = "endtime", .length = 19, .shape = Shape::time}, text<&EntitlementRequest::end_time>},
    {{.name = "dise_codg", .length = 30}, text<&EntitlementRequest::disease_code>},
});

constexpr auto entitlement_table = std::to_array<TextField<Entitlement>>({
    {{.name = "trt_chk_type", .length = 6, .tolerance = Tolerance::carry}, text<&Entitlement::check_type>},
    {{.name = "fund_pay_type", .length = 30}, text<&Entitlement::fund_pay_type>},
    {{.name = "trt_enjymnt_flag", .length = 3}, text<&Entitlement::enjoys>},
    {{.name = "begndate", .length = 19, .shape = Shape::time, .tolerance = Tolerance::carry},
     text<&Entitlement::begin_date>},
    {{.name = "enddate", .length = 19, .shape = Shape::time, .tolerance = Tolerance::carry},
     text<&Entitlement::end_date>},
    {{.name = "trt_chk_rslt", .length = 500, .tolerance = Tolerance::cut}, text<&Entitlement::reason>},
});

}  // namespace

void check_card(Node& node, const Person& person, bool across_regions) {
    if (across_regions && person.voucher_type == "03" && person.card_sn.empty())
        node.fault(ErrorCode::missing_field, "card_sn");
}

Result<PersonRequest> read_person_request(const RequestEnvelope& envelope) {
    return read_input<PersonRequest>(envelope, [&](Node& root, PersonRequest& request) {
        Node data = root.child("data", Need::required);
        if (!data.exists()) return;
        read_texts<PersonRequest>(data, request_table, request);
        if (!envelope.is_across_regions() && request.person.cert_no.empty() && request.person.voucher_no.empty())
            data.fault(ErrorCode::missing_field, "certno");
        check_card(data, request.person, envelope.is_across_regions());
        read_extension(data, request.carried);
        data.carry_rest(request.carried);
        root.carry_rest(request.carried);
    });
}

json::Value write_person_request(const PersonRequest& request) {
    json::Value data = empty_object();
    write_texts<PersonRequest>(data, request_table, request);
    write_carried(data, "data", request.carried);
    write_extension(data, request.carried);
    json::Value input;
    input.set("data", std::move(data));
    write_carried(input, "input", request.carried);
    return input;
}

Result<PersonAnswer> read_person_answer(const json::Value& output) {
    return read_output<PersonAnswer>(output, [](Node& root, PersonAnswer& answer) {
        FoundFilings filings(answer.filings);
        Node base = root.child("baseinfo", Need::required);
        if (base.exists()) read_texts<PersonAnswer>(base, base_table, answer);
        read_answered_extension(base, answer.carried);
        base.carry_rest(answer.carried);
        for (Node& row : root.rows("insuinfo", Need::optional)) {
            if (row.says_nothing()) continue;
            Insurance insurance;
            read_texts<Insurance>(row, insurance_table, insurance);
            read_answered_extension(row, insurance.carried);
            take_filings(insurance.carried, filings);
            row.carry_rest(insurance.carried);
            answer.insurances.push_back(std::move(insurance));
        }
        for (Node& row : root.rows("idetinfo", Need::optional))
            row.carry_rest(answer.identities.emplace_back());
        read_answered_extension(root, answer.carried);
        take_filings(answer.carried, filings);
        root.carry_rest(answer.carried);
    });
}

json::Value write_person_answer(const PersonAnswer& answer) {
    Carried carried = answer.carried;
    put_filings(answer.filings, carried);
    json::Value base = empty_object();
    write_texts<PersonAnswer>(base, base_table, answer);
    write_carried(base, "baseinfo", carried);
    write_extension(base, carried);

    json::Array insurances, identities;
    for (const Insurance& insurance : answer.insurances) {
        json::Value row = empty_object();
        write_texts<Insurance>(row, insurance_table, insurance);
        write_carried(row, "insuinfo", insurance.carried);
        write_extension(row, insurance.carried);
        insurances.push_back(std::move(row));
    }
    for (const Carried& identity : answer.identities) {
        json::Value row = empty_object();
        write_carried(row, "idetinfo", identity);
        identities.push_back(std::move(row));
    }
    json::Value output;
    output.set("baseinfo", std::move(base));
    output.set("insuinfo", std::move(insurances));
    output.set("idetinfo", std::move(identities));
    write_carried(output, "output", answer.carried);
    return output;
}

Result<EntitlementRequest> read_entitlement_request(const RequestEnvelope& envelope) {
    return read_input<EntitlementRequest>(envelope, [](Node& root, EntitlementRequest& request) {
        Node data = root.child("data", Need::required);
        if (!data.exists()) return;
        read_texts<EntitlementRequest>(data, entitlement_request_table, request);
        data.take("fixmedins_code");  // the envelope's
        read_extension(data, request.carried);
        data.carry_rest(request.carried);
        root.carry_rest(request.carried);
    });
}

json::Value write_entitlement_request(const EntitlementRequest& request, const InstitutionCode& institution) {
    json::Value data = empty_object();
    write_texts<EntitlementRequest>(data, entitlement_request_table, request);
    write_text(data, "fixmedins_code", institution.text);
    write_carried(data, "data", request.carried);
    write_extension(data, request.carried);
    json::Value input;
    input.set("data", std::move(data));
    write_carried(input, "input", request.carried);
    return input;
}

Result<EntitlementAnswer> read_entitlement_answer(const json::Value& output) {
    return read_output<EntitlementAnswer>(output, [](Node& root, EntitlementAnswer& answer) {
        FoundFilings filings(answer.filings);
        for (Node& row : root.rows("trtinfo", Need::optional)) {
            if (row.says_nothing()) continue;
            Entitlement entitlement;
            read_texts<Entitlement>(row, entitlement_table, entitlement);
            row.take("psn_no");
            read_answered_extension(row, entitlement.carried);
            take_filings(entitlement.carried, filings);
            row.carry_rest(entitlement.carried);
            answer.entitlements.push_back(std::move(entitlement));
        }
        Carried at_the_root;
        read_answered_extension(root, at_the_root);
        take_filings(at_the_root, filings);
    });
}

json::Value write_entitlement_answer(const EntitlementAnswer& answer, const std::string& person_number) {
    json::Array rows;
    for (const Entitlement& entitlement : answer.entitlements) {
        Carried carried = entitlement.carried;
        if (rows.empty()) put_filings(answer.filings, carried);
        json::Value row = empty_object();
        write_text(row, "psn_no", person_number);
        write_texts<Entitlement>(row, entitlement_table, entitlement);
        write_carried(row, "trtinfo", carried);
        write_extension(row, carried);
        rows.push_back(std::move(row));
    }
    json::Value output;
    const bool told = !rows.empty();
    output.set("trtinfo", std::move(rows));
    if (!told) {  // no row to hang the filings on
        Carried carried;
        put_filings(answer.filings, carried);
        write_extension(output, carried);
    }
    return output;
}

}  // namespace clearing::national_format
