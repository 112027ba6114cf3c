//! What stands beside a loop stays: the sentence behind it that begins as its unit does, the item before it that ends alike, the next row of a table.

use dittograph::{Config, clean};

/// Asserts that of these copies of a unit one is left, and all that stands before and behind them.
fn assert_one_is_left(before: &str, unit: &str, copies: usize, behind: &str) {
    let text = format!("{before}{}{behind}", unit.repeat(copies));
    let left = clean(&text, &Config::default()).unwrap();
    assert_eq!(left, format!("{before}{unit}{behind}"));
}

#[test]
fn a_sentence_that_begins_as_the_unit_does_stays_whole() {
    for (before, unit, behind) in [
        (
            "新增冷库容量二万立方米。\n",
            "推进水库除险改造工程，",
            "推进水库清淤疏浚，启动堤防加固。\n以上情况，请予审议。\n",
        ),
        (
            "会议纪要如下。\n",
            "各单位要高度重视安全生产工作，落实主体责任。",
            "各单位要高度重视防汛抗旱工作，落实值班制度。",
        ),
        ("", "全年完成投资12.5亿元，", "全年完成税收3.5亿元。"),
        (
            "The minutes of the meeting follow. ",
            "The board shall submit the monthly report to the auditor before May 6. ",
            "The council shall meet in June.",
        ),
    ] {
        assert_one_is_left(before, unit, 12, behind);
    }
}

#[test]
fn articles_items_and_rows_beside_an_exact_loop_are_not_taken_for_copies_with_slips() {
    for (before, unit, behind) in [
        (
            "",
            "第四条 收养关系当事人应当亲自到收养登记机关办理成立收养关系的登记手续。\n",
            "第五条 收养关系当事人应当亲自到收养登记机关提交收养申请书和证件。\n",
        ),
        (
            "2. 高庙镇扩建标准化卫生室5所，投资251万元，3月底前完工。\n",
            "3. 梅岭镇扩建标准化卫生室7所，投资184万元，7月底前完工。\n",
            "4. 云溪镇扩建标准化卫生室8所，投资691万元，8月底前完工。\n",
        ),
        (
            "| 2 | 大营镇农村供水工程 | 县文旅局 | 7975 | 未开工 |\n",
            "| 3 | 石桥镇污水处理厂二期 | 县民政局 | 6025 | 已完工 |\n",
            "| 18 | 西塘镇污水处理厂二期 | 县交通局 | 7977 | 已完工 |\n",
        ),
    ] {
        assert_one_is_left(before, unit, 15, behind);
    }
}

#[test]
fn a_loop_that_begins_as_the_sentence_before_it_ends_is_counted_from_its_own_sentence() {
    let told = |office: &str| format!("县{office}局要切实履行指导职责，加强对项目建设的督促检查。");
    assert_one_is_left(&told("农业农村"), &told("水务"), 13, "县民政局要切实履行统筹职责。");
}

#[test]
fn two_clauses_and_a_half_with_other_words_are_no_loop() {
    for text in [
        "即关于改造的步骤问题，资本主义工业改造的部署问题，资本主义商业改造的部署问题，资本家必须遵守国家法律、接受改造的问题。",
        "在国、省道上增设平交道口，由市交通行政管理部门批准；在县、乡道上增设平交道口，由县交通行政管理部门批准。",
        "专业技术军官的职务等级设置为：高级专业技术职务、中级专业技术职务、初级专业技术职务。",
    ] {
        assert_eq!(clean(text, &Config::default()).unwrap(), text);
    }
}
